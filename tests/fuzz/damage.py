"""Ways in which a file comes to harm, each drawn from a random generator with a fixed seed."""


def cut_short(data, rng):
    return data[: rng.integers(0, len(data))]


def flip_one(data, rng):
    return flipped(data, rng, 1)


def flip_many(data, rng):
    return flipped(data, rng, int(rng.integers(2, 200)))


def flip_in_the_head(data, rng):
    head = min(512, len(data))
    return flipped(data[:head], rng, int(rng.integers(1, 20))) + data[head:]


def zero_a_stretch(data, rng):
    start, length = stretch(data, rng)
    return data[:start] + bytes(length) + data[start + length :]


def drop_a_stretch(data, rng):
    start, length = stretch(data, rng)
    return data[:start] + data[start + length :]


def double_a_stretch(data, rng):
    start, length = stretch(data, rng)
    return data[: start + length] + data[start:]


def insert_noise(data, rng):
    start, length = stretch(data, rng)
    return data[:start] + rng.bytes(length) + data[start:]


def drop_the_head(data, rng):
    return data[rng.integers(1, min(2000, len(data))) :]


def noise_for_head(data, rng):
    length = int(rng.integers(1, 64))
    return rng.bytes(length) + data[length:]


def flipped(data, rng, count):
    changed = bytearray(data)
    for at in rng.integers(0, len(changed), count):
        changed[at] ^= 1 << int(rng.integers(0, 8))
    return bytes(changed)


def stretch(data, rng):
    length = int(rng.integers(1, max(2, len(data) // 8)))
    return int(rng.integers(0, len(data) - length)), length


DAMAGE = (
    *(cut_short, flip_one, flip_many, flip_in_the_head, zero_a_stretch),
    *(drop_a_stretch, double_a_stretch, insert_noise, drop_the_head, noise_for_head),
)


def swapped_head(data, other, rng):
    """The first bytes of one file on the rest of another."""
    length = int(rng.integers(4, 256))
    return other[:length] + data[length:]
