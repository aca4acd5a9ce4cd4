"""GLSL programs: skinned runner, procedural gym, shadow map."""

_LIGHT = """
uniform sampler2D noiseT; uniform sampler2D smap; uniform float shadowTexel;
uniform vec3 Ldir; uniform vec3 Lcol; uniform vec3 Acol; uniform vec3 Gcol; uniform vec3 eye;
float shadow(vec4 lp, float bias){
  vec3 q = lp.xyz*.5+.5; if(q.x<0.||q.x>1.||q.y<0.||q.y>1.) return 1.;
  float s = 0.;
  for(int i=0;i<2;i++) for(int j=0;j<2;j++){
    float d = texture(smap, q.xy+(vec2(i,j)-.5)*1.6*shadowTexel).r; s += (q.z-bias>d)?0.:1.; }
  return s/4.; }
"""

BODY_VERTEX = """#version 330
uniform mat4 VP; uniform mat4 LVP;
in vec3 pos; in vec3 nrm; in vec3 rest; in vec4 fld;
out vec3 wp; out vec3 n; out vec3 rp; out vec4 f; out vec4 lp;
void main(){ wp=pos; n=nrm; rp=rest; f=fld; lp=LVP*vec4(pos,1); gl_Position=VP*vec4(pos,1); }
"""

# f: shirt, shorts, hair (positive inside), kind (.3 sock, 1 shoe; then f.x = height over the sole)
BODY_FRAGMENT = (
    "#version 330\n"
    + _LIGHT
    + """
uniform vec3 cSkin; uniform vec3 cShirt; uniform vec3 cShorts; uniform vec3 cShoe;
uniform vec3 cSole; uniform vec3 cHair; uniform vec3 cSock; uniform vec3 cStripe;
uniform float pattern; uniform float tights;
in vec3 wp; in vec3 n; in vec3 rp; in vec4 f; in vec4 lp; out vec4 o;
void main(){
  vec3 N = normalize(n); vec3 V = normalize(eye-wp); if(dot(N,V)<0.) N = -N;
  float t1 = texture(noiseT,rp.xz*2.7).r+texture(noiseT,rp.yz*2.7+.3).r-1.;
  float t2 = texture(noiseT,rp.xz*14.+rp.y*9.).r-.5;
  vec3 c = cSkin*(1.+.10*t1+.05*t2); float spec = .10;
  if(f.w>.9){
    if(f.x<.026) c = cSole*(1.+.2*t2);
    else { c = cShoe*(1.+.25*t2);
           if(abs(fract(rp.x*22.+rp.z*10.)-.5)<.13 && f.x>.035) c = cStripe; }
    spec = .05; }
  else {
    if(f.w>.2){ c = cSock*(1.+.1*t2); spec = 0.; }
    else if(tights>.5 && f.y<=0. && rp.z<1. && f.x<-.05 && f.z<-.05 && abs(rp.y)<.30){
      c = cShorts*(1.+.2*t2); spec = .08; }
    if(f.y>0.){ c = cShorts*(1.+.25*t1+.12*t2); spec = .02;
      if(tights<.5 && abs(rp.x+.01)<.014 && abs(rp.y)>.11) c = cStripe; }
    if(f.x>0.){ c = cShirt*(1.+.25*t1+.12*t2); spec = .02;
      if(pattern>.5 && rp.z>1.15 && rp.z<1.28) c = cStripe; }
    if(f.z>0.){
      c = cHair*(1.+.9*(texture(noiseT,vec2(rp.x*3.+rp.y*2.,rp.z*20.)).r-.5)); spec = .12; } }
  float sh = shadow(lp,.004); float nl = max(dot(N,-Ldir),0.);
  float wrap = max((dot(N,-Ldir)+.35)/1.35,0.);
  vec3 amb = mix(Gcol,Acol,.5+.5*N.z); vec3 H = normalize(V-Ldir);
  o = vec4(c*(amb*(.75+.25*sh)+Lcol*mix(.25*wrap,nl,.8)*sh)
           + spec*pow(max(dot(N,H),0.),24.)*Lcol*sh, 1); }
"""
)

SCENE_VERTEX = """#version 330
uniform mat4 VP; uniform mat4 LVP; in vec3 pos; in vec3 nrm; in vec3 col; in float mat;
out vec3 wp; out vec3 n; out vec3 c; flat out float m; out vec4 lp;
void main(){ wp=pos; n=nrm; c=col; m=mat; lp=LVP*vec4(pos,1); gl_Position=VP*vec4(pos,1); }
"""

# m: material, see scene.py; belt: travel of the belt; feet: where to darken the belt
SCENE_FRAGMENT = (
    "#version 330\n"
    + _LIGHT
    + """
uniform float belt; uniform vec4 feet;
in vec3 wp; in vec3 n; in vec3 c; flat in float m; in vec4 lp; out vec4 o;
float T(vec2 p){ return texture(noiseT,p).r; }
void main(){
  vec3 a = c; vec2 uv = abs(n.z)>.5 ? wp.xy : (abs(n.y)>.5 ? wp.xz : wp.yz);
  float big = T(uv*.07)+.5*T(uv*.31)-.75; float fine = T(uv*1.9)-.5;
  if(m<.5){ a *= 1.+.08*fine; }
  else if(m<1.5){                                     // wall: panels, skirting, pictures, doors
    a *= 1.+.12*big+.05*fine; if(fract(uv.x/1.2)<.012) a *= .75; if(uv.y<.12) a *= .6;
    vec2 p = vec2(fract(uv.x/3.1),uv.y); float id = floor(uv.x/3.1);
    if(p.x>.30&&p.x<.55&&p.y>1.55&&p.y<2.25){
      float k = T(vec2(id*.37,.2)); a = mix(vec3(.50,.60,.70),vec3(.72,.62,.48),k);
      if(p.x<.31||p.x>.54||p.y<1.59||p.y>2.21) a = vec3(.20,.20,.22);
      else a *= .85+.35*(p.y-1.55)+.12*T(uv*.5+id); }
    if(p.x>.7&&p.x<.93&&p.y<2.1&&mod(id,2.)<.5){
      a = vec3(.45,.36,.27)*(1.+.15*T(uv*vec2(.5,3.)));
      if(abs(p.x-.9)<.008&&abs(p.y-1.05)<.06) a = vec3(.7); } }
  else if(m<2.5){                                     // rubber floor tiles
    a *= 1.+.15*big; if(T(uv*6.1)>.78) a += vec3(.045);
    if(fract(uv.x)<.008||fract(uv.y)<.008) a *= .8; }
  else {                                              // belt
    float u = wp.x+belt;
    a *= 1.+.5*(T(vec2(u*1.1,wp.y*3.))-.5)+.25*(T(vec2(u*7.,wp.y*9.))-.5);
    if(abs(fract(u/2.9)-.5)<.006) a *= 1.6; }
  float sh = shadow(lp,.003); vec3 N = normalize(n); float nl = max(dot(N,-Ldir),0.);
  float ao = 1.;
  if(N.z>.5){
    float d1 = length((wp.xy-feet.xy)*vec2(1.,1.4)), d2 = length((wp.xy-feet.zw)*vec2(1.,1.4));
    ao = 1.-.45*exp(-d1*d1/.02)-.45*exp(-d2*d2/.02); }
  vec3 amb = mix(Gcol,Acol,.5+.5*N.z);
  o = vec4(a*(amb*ao+Lcol*nl*(.2+.8*sh)),1); }
"""
)

SHADOW_VERTEX = """#version 330
uniform mat4 LVP; in vec3 pos; void main(){ gl_Position=LVP*vec4(pos,1); }
"""
SHADOW_FRAGMENT = """#version 330
void main(){}
"""
