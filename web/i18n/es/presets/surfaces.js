/** Las lecciones en superficies: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  conditioning: {
    title: 'Mal condicionamiento: el zigzag',
    sentence: 'En un valle 30 veces más curvo de través que a lo largo, el gradiente rebota entre las paredes.',
    text: `\
La superficie es f = ½ (x² + κ y²) con κ = 30: los valores propios del hessiano son 1 y 30, y κ es su cociente. Cerca
de un mínimo w*, donde el gradiente es 0, toda pérdida suave se ve así: L(w) ≈ L(w*) + ½ (w − w*)ᵀ H (w − w*); en la
diapositiva sobran el ∇L(w*) y una H. Aquí el gradiente es exacto: el descenso por gradiente (GD) usa η = 0,06; lo
acompaña momentum, con η = 0,01 y ρ = 0,9.

En cada paso de GD la coordenada cuyo valor propio es λ queda multiplicada por 1 − ηλ. De través eso es 1 − 1,8 =
−0,8: el signo cambia siempre, y ahí está el zigzag. A lo largo es 0,94: x se acerca apenas un 6 % por paso. La
dirección empinada le pone techo a η (desde 2/κ ≈ 0,067 diverge) y la plana paga las consecuencias.

Aun con el mejor η, que es 2/(1 + κ), el error queda multiplicado por (κ − 1)/(κ + 1) ≈ 0,94 en cada paso. En la
velocidad de momentum los rebotes se compensan y el avance se suma: su mejor factor es (√κ − 1)/(√κ + 1) ≈ 0,69.

Para probar: lleve κ a 100 sin tocar las tasas. ¿Quién sobrevive, y por qué? ¿Y qué camino hace GD con κ = 1?`,
  },
  saddle: {
    title: 'Punto silla: casi quietos',
    sentence: 'Junto a la silla el gradiente casi se anula: GD se detiene como si hubiera llegado; Adam ni lo nota.',
    text: `\
En el origen de f = x² − y² + y⁴/8 el gradiente es 0, pero el hessiano tiene un valor propio positivo y uno negativo:
es mínimo en x y máximo en y. Se parte de (1,5; 0,001), a una milésima del eje por el que se cae justo en la silla.
Los mínimos están en (0, ±2).

Con descenso por gradiente (GD) y η = 0,02, x se multiplica por 1 − 2η en cada paso e y, al comienzo, por 1 + 2η:
crece, pero desde una milésima. Por eso f se queda cerca de 0 más de cien pasos, como si hubiera terminado; al paso
150, GD apenas empieza a irse.

Con el mismo η, momentum y Nesterov salen cerca del paso 40, porque suman empujones que apuntan siempre al mismo lado.
Adam divide por √r̂, que ahí es tan chico como el gradiente: su paso mide cerca de η aunque la pendiente sea ínfima.
En alta dimensión importa, porque un punto crítico solo puede ser mínimo si ningún valor propio es negativo, y las
sillas abundan.

Para probar: dele a GD más pasos. ¿Cuándo sale? Después parta con y = 0: ¿alguno de los cuatro se va de la silla?`,
  },
  momentum: {
    title: 'Momentum: velocidad terminal',
    sentence: 'Con gradiente constante, el paso de momentum crece hasta diez veces el de GD, y ahí se queda.',
    text: `\
Un plano, f = x + y/4: el gradiente es el mismo en todas partes y mide ‖g‖ ≈ 1,03. Los dos usan η = 0,02. El paso del
descenso por gradiente (GD) mide siempre η‖g‖ ≈ 0,0206; el de momentum empieza igual y crece hasta 0,206.

La velocidad sigue v ← ρv − ηg. Con ρ = 0,9 cada paso pierde un décimo de la velocidad y gana ηg; se estabiliza cuando
lo que pierde iguala a lo que gana, en η‖g‖/(1 − ρ). Tras t pasos le falta ρᵗ del total: al paso 22 ya lleva el 90 %.
La velocidad es una suma que olvida, no el «promedio de velocidad y gradiente» de las diapositivas: en ella los
coeficientes de los gradientes pasados suman η/(1 − ρ), y no η.

De ahí una regla práctica: al agregar momentum con ρ = 0,9, empiece con una tasa unas diez veces menor.

Para probar: ponga ρ = 0,99. ¿Cuánto mide ahora el paso terminal, y cuántos pasos tarda en llegar al 90 %?`,
  },
  nesterov: {
    title: 'Nesterov: mirar antes de llegar',
    sentence: 'Momentum se pasa de largo una y otra vez; Nesterov mide la pendiente más adelante y frena a tiempo.',
    text: `\
Los tres usan η = 0,01 y ρ = 0,9 en la cuadrática con κ = 30. Momentum mide el gradiente donde está; Nesterov, en x +
ρv, adonde lo llevaría la inercia. Nesterov 2 es el mismo método en su forma reescrita, que sigue a x̃ = x + ρv.

En 60 pasos los dos cruzan once veces el fondo del valle; lo que cambia es cuánto se pasan. Tras el cuarto cruce, en el
paso 20, momentum se aleja todavía 0,32; Nesterov, 0,007. Si la inercia lo lleva a trepar la pared de enfrente, el
gradiente de más adelante ya apunta hacia atrás, y la velocidad se corrige un paso antes. Llega a f < 0,001 en 25
pasos; momentum, en 58.

Las dos formas de Nesterov son un solo recorrido visto desde dos puntos: x̃ va adelantado en ρv, y se juntan cuando v
→ 0. La reescrita, x̃ ← x̃ + v′ + ρ(v′ − v), evalúa el gradiente donde están los parámetros; por eso la prefieren las
bibliotecas. Para funciones convexas suaves Nesterov probó un error de O(1/k²) tras k pasos: con O mayúscula, donde las
diapositivas la tienen minúscula.

Para probar: cambie ρ a 0,99 en los tres. ¿Qué curva oscila más, y cuánto se separan x y x̃?`,
  },
  adagrad: {
    title: 'AdaGrad: una tasa por dirección',
    sentence: 'AdaGrad no hace zigzag: frena la dirección empinada y avanza en las dos, con pasos cada vez más cortos.',
    text: `\
En la cuadrática con κ = 30, el descenso por gradiente (GD, η = 0,06) rebota entre las paredes. AdaGrad (η = 0,3) sale
en diagonal: aunque el gradiente inicial es diez veces mayor en y que en x, su primer paso mide 0,3 en cada una.

Cada coordenada tiene su suma, r ← r + g², y su tasa efectiva, η/(√r + δ). Donde el gradiente es diez veces mayor,
√r también lo es, y el factor se cancela: donde la pendiente es fuerte la tasa es chica, y al revés. En el primer
paso: 0,1 en x; 0,01 en y.

El precio es que r nunca baja. Con gradiente constante √r crece como √t y el paso se achica como η/√t: en el paso 100
es un décimo del primero. Con η = 0,3 por eso se arrastra al final: GD, con todo su zigzag, llega a f < 0,001 en 68
pasos, y AdaGrad necesita más de 100. Con η = 1 le bastan 15: quién llega antes depende de las tasas.

Para probar: lleve κ de 10 a 100. ¿Cambia el camino de AdaGrad? ¿Y el de GD?`,
  },
  rmsprop: {
    title: 'RMSProp: una media que olvida',
    sentence: 'Al pasar del acantilado a lo casi llano, RMSProp recupera su paso; AdaGrad se queda casi quieto.',
    text: `\
En x = 0 la pendiente cae de 1 a un décimo. AdaGrad (η = 0,2) llega allí en unos 33 pasos y RMSProp (η = 0,02) en unos
92. Lo que importa es qué hace cada uno después con su tasa efectiva, η/√r: el avance dividido por la pendiente.

AdaGrad divide por la raíz de la suma de todos los cuadrados, r ← r + g². Lo acumulado en el acantilado no se borra, y
su tasa efectiva se queda en 0,035, bajando apenas. Con una pendiente diez veces menor, el avance cae de 0,035 a
0,0035 por paso, y no se recupera.

RMSProp lleva una media móvil, r ← ρr + (1 − ρ)g². Con ρ = 0,9 el recuerdo se apaga con una constante de tiempo de
1/(1 − ρ) = 10 pasos: el avance también cae al llegar, pero en unas seis de esas constantes la media ya es la de la
pendiente nueva. La tasa efectiva sube de 0,02 a 0,2, y el paso vuelve a medir cerca de η. Las diapositivas escriben
√(r + δ) en un lugar y √r + δ en otro: solo se distinguen donde r es tan chica como δ.

Para probar: suba la memoria ρ de RMSProp a 0,99 y dele más pasos. ¿Cuánto tarda ahora en recuperarse?`,
  },
  'adam-bias-2d': {
    title: 'Los primeros pasos de Adam en un plano',
    sentence:
      'Con gradiente constante la corrección hace que todo paso mida η; sin ella empiezan largos y se alargan más.',
    text: `\
Un plano, f = x + y/4: el gradiente es el mismo en todas partes. Adam y Adam 2 difieren solo en «Corrección del sesgo», que
Adam 2 tiene apagada; los dos usan η = 0,05. Mire el tamaño del paso: el de Adam es siempre √2 η ≈ 0,071, η en cada eje,
aunque una pendiente es cuatro veces la otra.

Sin la corrección el paso t mide (1 − β₁ᵗ)/√(1 − β₂ᵗ) veces eso. El primero es √10 ≈ 3,16 veces más largo, porque r queda
mil veces corta y m solo diez; el mayor, en t = 12, lo es 6,57 veces; y en el paso 100 todavía 3,24 veces.

Para probar: ponga β₂ = 0,99 en Adam 2. ¿Cuánto mide ahora su primer paso, y cuándo vuelve a η?`,
  },
  'race-2d': {
    title: 'La carrera en dos dimensiones',
    sentence:
      'Desde el mismo punto, seis optimizadores hacen seis caminos, y el orden de llegada cambia con la superficie.',
    text: `\
Todos parten del mismo punto de un valle largo: paredes empinadas y un piso de pendiente suave, casi constante. Cada
uno usa una tasa que le va bien aquí.

El descenso por gradiente (GD) rebota y después avanza por el piso a paso parejo. Momentum y Nesterov juntan velocidad y
llegan primero, en unos 74 pasos. AdaGrad y Adam escalan cada dirección por separado: Adam cruza menos veces el valle, y
AdaGrad ninguna; AdaGrad, que acorta sus pasos, llega último. RMSProp, cuyo paso no se achica con el gradiente, queda
temblando cerca del fondo.

Para probar: cambie la superficie a «Punto silla» y a «Beale». ¿Quién gana en cada una? ¿Qué optimizador elegiría sin
conocer la superficie?`,
  },
  'race-2d-saddle': {
    title: 'La carrera junto a una silla',
    sentence:
      'Seis optimizadores parten a una milésima del eje que termina en la silla: cinco se van, cada uno a su tiempo.',
    text: `\
Todos parten de (1,5; 0,001) en f = x² − y² + y⁴/8. Por x se cae en la silla, que está en el origen; los mínimos están en
(0, ±2), y lo que lleva hacia ellos es el 0,001.

AdaGrad, RMSProp y Adam dividen por el tamaño de los gradientes de cada coordenada, así que y avanza tan rápido como x
desde el primer paso: pasan de |y| = 0,3 en 4, 6 y 11 pasos. Momentum y Nesterov tardan casi 40, porque se suman empujones
chicos. El descenso por gradiente (GD) tarda 146, y al paso 150 apenas empieza a irse.

Quien sale primero no llega primero: Nesterov queda a menos de 0,001 del valor mínimo en 59 pasos; AdaGrad, ni en 150.

Para probar: parta con y = 0,1. ¿Cuánto queda de las diferencias?`,
  },
  'race-2d-beale': {
    title: 'La carrera en la función de Beale',
    sentence: 'Un valle curvo de entrada empinada: la inercia rinde, y un paso que no se achica no se asienta nunca.',
    text: `\
Todos parten de (0,75; 1,375); el mínimo está en (3; 0,5), detrás de una curva. Cada uno usa una tasa que le sienta bien
aquí.

Nesterov llega a f < 0,001 en 43 pasos, momentum en 125, Adam en 205; el descenso por gradiente (GD) tarda 279 y AdaGrad,
333. RMSProp se acerca y se queda temblando: su paso no se achica con el gradiente, y con esta tasa no llega en ningún
número de pasos.

En el valle largo RMSProp llega antes que GD, y de la silla AdaGrad sale primero: el orden depende de la superficie y de
las tasas tanto como de la regla.

Para probar: baje la tasa de RMSProp a 0,002 y dele 2.000 pasos. ¿Llega, y qué paga por eso en el camino?`,
  },
};
