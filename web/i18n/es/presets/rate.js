/** Las lecciones sobre la tasa de aprendizaje: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  sgd: {
    title: 'El ruido del gradiente',
    sentence:
      'Con cuatro veces más imágenes por minibatch el ruido del gradiente baja a un cuarto, y su desvío a la mitad.',
    text: `\
Se congelan los pesos y se comparan los gradientes de muchos minibatches con el de todo el conjunto, para cada tamaño
n. Cada punto es E‖ĝ − g‖², la varianza de la estimación; en escala logarítmica caen sobre una recta de pendiente −1.

El gradiente de un minibatch es el promedio de n gradientes al azar. No está sesgado, y su varianza es σ²/n: para
reducir el desvío a la mitad hacen falta cuatro veces más imágenes, y cuatro veces más cuentas.

Conviene mirar dónde la recta cruza ‖g‖². Con los pesos iniciales, unas {figure:sgd.equal} imágenes bastan para que el ruido no
supere al gradiente. En promedio sobre cinco puntos de los 300 pasos siguientes hacen falta {figure:sgd.equalLater} (de
{figure:sgd.equalLater.least} a {figure:sgd.equalLater.most} en {figure:sgd.n} corridas), porque σ²/‖g‖² creció. Un solo
punto dice menos: el del paso 300 daría de {figure:sgd.last.least} a {figure:sgd.last.most}. Lo que avanza es el promedio de muchos
pasos.

Para probar: entrene y mida otra vez, y después a lo largo de 2.000 pasos. ¿Hacia dónde se corre el cruce, y qué dice eso de
agrandar el minibatch?`,
  },
  lr: {
    title: 'La tasa de aprendizaje',
    sentence: 'De chica a enorme hay cuatro finales: no aprende, aprende, se rompe, diverge.',
    text: `\
La misma corrida de 150 pasos, con los mismos pesos iniciales y minibatches, para 13 tasas entre 0,0001 y 100, dos por
década. Cada punto es la pérdida al final.

Con SGD: hasta 0,001 la pérdida baja demasiado despacio; cerca de 0,1 está lo mejor, unos {figure:lr.final}. Con 0,3
termina más arriba que con 0,1 en {figure:lr.three.k} de {figure:lr.n} semillas, en promedio en
{figure:lr.finalAtThree}. Desde 1 el paso −ηg cruza el valle de lado a lado y cada vez cae más lejos, en
{figure:lr.breaks.k} de {figure:lr.n}. Qué tasas vuelven de ahí depende de la semilla: unas corridas se quedan cerca de
ln 10, que es responder al azar entre diez clases, porque las unidades ReLU murieron, y una muerta no deja pasar
gradiente; otras dejan de ser un número finito y se detienen como divergentes.

La mejor tasa queda a una década, más o menos, de la que rompe. Por eso se busca en escala logarítmica y desde abajo.

Para probar: cambie el optimizador a momentum. ¿Cuántas veces menor es ahora la mejor tasa? ¿Qué tiene que ver con
1/(1 − ρ)?`,
  },
  finder: {
    title: 'La prueba de rango',
    sentence: 'Una sola corrida cuya tasa crece a cada paso muestra dónde se empieza a aprender y dónde se rompe.',
    text: `\
Una corrida de 500 pasos por semilla, cuya tasa crece de 0,00001 a 10, por el mismo factor en cada paso. Mientras es muy chica
no pasa nada; después la pérdida cae; al final se rompe. La banda es lo que difieren las semillas.

Dos reglas leen ahí una tasa: donde la pérdida cae más rápido, y un décimo de la tasa con que vuelve a subir. En
{figure:finder.n} semillas la primera da de {figure:finder.steepest.least} a {figure:finder.steepest.most}; la segunda, de
{figure:finder.tenth.least} a {figure:finder.tenth.most}: un orden de magnitud, no una cifra para copiar. La mejor tasa del
barrido, unos 0,1, difiere de las dos en menos de un factor diez en {figure:finder.near.k} de {figure:finder.n}.

Cuesta una corrida de 500 pasos por semilla en vez de trece de 150. A cambio, cada tasa se ensaya solo un momento, sobre los pesos que dejaron las menores.

Para probar: la rampa en 100 pasos. ¿Encuentran las dos reglas la misma tasa? ¿Y con Adam?`,
  },
  'schedule-power': {
    title: 'Potencia: η₀ / (1 + t/s)ᶜ',
    sentence:
      'La tasa baja rápido al principio y cada vez más despacio; la pérdida termina más abajo que con tasa constante.',
    text: `\
SGD con η₀ = 0,3, s = 300 pasos y c = 1, junto a la misma corrida con η constante. En el paso 300 la tasa es la mitad;
en el 600, un tercio; al final de las diez épocas, en el paso 1.570, cerca de un sexto.

Una tasa grande avanza rápido, pero el ruido del minibatch mantiene los pesos saltando alrededor del mínimo, a una
altura que crece con η. La corrida constante se queda allí: pérdida {figure:schedule-power.lossConstant} y
{figure:schedule-power.accuracyConstant} % en test, de {figure:schedule-power.accuracyConstant.least} % a
{figure:schedule-power.accuracyConstant.most} % en {figure:schedule-power.n} semillas. La otra baja con la tasa:
{figure:schedule-power.loss} y {figure:schedule-power.accuracy} % en promedio.

La cola es larga: dividir η otra vez por dos lleva cada vez el doble de pasos, así que la red nunca se congela.

Para probar: «Escala de tiempo» en 30 y en 3.000. ¿Cuándo frena demasiado pronto, y cuándo ya casi no se nota?`,
  },
  'schedule-exponential': {
    title: 'Exponencial: η₀ · 0,1^(t/s)',
    sentence: 'Cada s pasos la tasa se divide por diez: la pérdida se asienta y, si s es corto, se congela.',
    text: `\
SGD con η₀ = 0,3 y s = 800 pasos: en el paso 800 la tasa es un décimo, y al final de las diez épocas, en el 1.570,
unas noventa veces menor. En escala logarítmica η(t) sería una recta.

En la primera mitad la tasa baja de 0,3 a 0,03. En la segunda los pasos son tan cortos que la red casi no se mueve: desde la
época 7 la pérdida baja apenas de {figure:schedule-exponential.epoch7} a {figure:schedule-exponential.epoch10}. Aun así
termina con {figure:schedule-exponential.accuracy} % en test; la constante, con
{figure:schedule-exponential.accuracyConstant} % (promedios de {figure:schedule-exponential.n} semillas).

Aquí t cuenta pasos. Si el plan avanza por época, s va en épocas: una época son 157 pasos, las 5.000 imágenes
divididas por el tamaño del minibatch.

Para probar: duplique la escala de tiempo. ¿Termina más abajo la pérdida, y por qué? ¿Y con s = 200?`,
  },
  'schedule-piecewise': {
    title: 'Constante por tramos',
    sentence: 'Cada vez que la tasa baja un escalón, la pérdida cae de golpe.',
    text: `\
SGD con η = 0,3 durante tres épocas, 0,1 durante otras tres y 0,01 hasta el final, junto a la misma corrida con 0,3
siempre. Los límites, 3 y 6, cuentan épocas completas: son los pasos 471 y 942.

Hasta el primer límite las dos son idénticas, bit a bit. Con η grande la red recorre mucho, pero el ruido la sostiene
a una altura que depende de η, como quien rebota entre paredes sin poder bajar. Al pasar a 0,1 esa altura cae
enseguida: de la época 3 a la 4 la pérdida media va de {figure:schedule-piecewise.epoch3} a
{figure:schedule-piecewise.epoch4}; la de tasa constante, solo a {figure:schedule-piecewise.epoch4Constant}.

El segundo escalón, de la época 6 a la 7, la baja otra vez. Desde ahí casi no se mueve: con 0,01 asienta lo que las
tasas grandes habían recorrido, y poco más. Termina con {figure:schedule-piecewise.accuracy} % en test; la constante, a los
saltos, con {figure:schedule-piecewise.accuracyConstant} % (promedios de {figure:schedule-piecewise.n} semillas).

Para probar: adelante los límites a 1 y 2, o atráselos a 8 y 9. ¿Cambia el final, o solo cuándo llega?`,
  },
  'schedule-performance': {
    title: 'Según el desempeño',
    sentence: 'La tasa espera: solo baja cuando la pérdida de validación deja de mejorar.',
    text: `\
SGD con η₀ = 0,2 mira la pérdida de validación al cerrar cada época. Si una época pasa sin mejorar la mejor (paciencia
p = 1), la tasa se multiplica por λ = 0,5: η ← λη. La curva de η es una escalera con escalones que nadie fijó de
antemano.

Hasta el primer escalón esta corrida y la de tasa constante son idénticas, bit a bit; ahí se separan. La constante
sigue a los saltos y termina con pérdida {figure:schedule-performance.lossConstant} y
{figure:schedule-performance.accuracyConstant} % en test; la otra, con {figure:schedule-performance.loss} y
{figure:schedule-performance.accuracy} % (promedios de {figure:schedule-performance.n} semillas).

Con paciencia 1 un tropiezo por azar alcanza para cortar; con una paciencia grande se pierden épocas esperando. No hay
que adivinar el largo de la corrida, pero sí tener una validación que no engañe.

Para probar: paciencia 3. ¿Cuántos escalones quedan en diez épocas? ¿Y con paciencia 1 y λ = 0,1?`,
  },
  'schedule-1cycle': {
    title: '1cycle: subir y bajar',
    sentence:
      'La tasa se multiplica por diez, baja y termina casi en cero: la pérdida va detrás cerca del pico, y remata más abajo.',
    text: `\
SGD empieza con η₀/10 = 0,03, sube en línea recta hasta η₀ = 0,3 en casi la mitad de la corrida, baja igual, y en el
último décimo de los 1.570 pasos cae hacia η₀/10.000.

En el pico la pérdida está por encima de la de la tasa constante. La ventaja aparece en la bajada. Termina con pérdida
{figure:schedule-1cycle.loss} y {figure:schedule-1cycle.accuracy} % en test, contra
{figure:schedule-1cycle.lossConstant} y {figure:schedule-1cycle.accuracyConstant} % de la constante (promedios de
{figure:schedule-1cycle.n} semillas).

En la subida los primeros pasos son cortos, el pico permite recorrer mucho, y la bajada asienta. A cambio, hay que saber
de entrada cuántas épocas se van a correr: todo el plan depende de ese total.

Para probar: η₀ = 1. ¿Aguanta el pico? ¿Lo aguanta la tasa constante?`,
  },
};
