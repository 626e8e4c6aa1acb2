/** La tasa de aprendizaje. */
export default {
  train: 'Entrenar',
  measure: 'Medir',
  cancel: 'Cancelar',
  progress: 'Avance',
  left: '· faltan {time}',
  over: 'Terminó.',
  stopped: 'Cancelado.',
  failed: 'Una corrida falló: {message}. Las demás quedan como están; con el botón de arriba se empieza de nuevo.',
  fallback: 'El conjunto completo no está en este servidor; se usa el inicial.',
  viewsLabel: 'Qué mirar',
  views: { sweep: 'Barrido', finder: 'Búsqueda de rango', schedules: 'Planes', noise: 'Ruido del gradiente' },
  aboutTitle: 'Qué se ve',
  baseRate: 'Tasa base η₀',
  dataNote: 'de {batch}',
  useRate: 'Llevar η = {rate} a la carrera',
  words: {
    for: 'para',
    after: 'tras',
    epochs_without_a_better_validation_loss: 'épocas sin mejor pérdida de validación',
  },
  units: { steps: 'pasos' },
  groups: {
    sweep: 'Barrido',
    finder: 'Rampa',
    schedules: 'Gráfico',
    noise: 'Medición',
    optimizer: 'Optimizador',
    schedule: 'Plan de la tasa',
    data: 'Datos y minibatches',
    network: 'Red',
  },
  settings: {
    optimizer: 'Optimizador',
    convention: 'Convención',
    low: 'Desde η',
    high: 'Hasta η',
    perDecade: 'Tasas por década',
    steps: 'Largo',
    rampLow: 'Desde η',
    rampHigh: 'Hasta η',
    rampSteps: 'Largo',
    smoothing: 'Suavizado',
    samples: 'Muestras por tamaño',
    largest: 'Tamaño máximo',
    noiseSteps: 'Entrenar entre medidas',
    points: 'Puntos del camino',
  },
  axis: {
    rate: 'Tasa de aprendizaje η',
    loss: 'Pérdida',
    finalLoss: 'Pérdida final',
    step: 'Pasos',
    size: 'Tamaño del minibatch n',
    noise: 'Media de ‖gₙ − g‖²',
  },
  columns: {
    outcome: 'Resultado',
    first: 'Pérdida inicial',
    final: 'Pérdida final',
    peak: 'Pérdida máxima',
    steps: 'Pasos',
    rule: 'Regla',
    found: 'Encontrada en η',
    smoothed: 'Pérdida suavizada',
    suggested: 'η sugerida',
    schedule: 'Plan',
    status: 'Estado',
    lastRate: 'Última η',
    validation: 'Exact. validación',
    test: 'Exact. test',
    weights: 'Pesos',
    noise: 'Ruido ± error estándar',
    scaled: 'n · ruido',
    relative: 'Ruido / ‖g‖²',
  },
  outcomes: {
    tooSmall: 'Demasiado chica',
    fair: 'Aceptable',
    good: 'Buena',
    tooLarge: 'Demasiado grande',
    diverged: 'Divergió',
    running: 'Entrenando',
    done: 'Terminó',
    finished: 'Terminó',
    stopped: 'Cancelada',
    'stopped-early': 'Parada temprana',
    lost: 'Interrumpida',
    failed: 'Falló',
  },
  sweep: {
    title: '¿Qué tasa de aprendizaje?',
    intro:
      'La misma red, los mismos pesos iniciales y los mismos minibatches, con una tasa distinta en cada corrida: de las que casi no se mueven a las que estallan.',
    idle: 'Todo listo. Entrenar hace una corrida corta por cada tasa del rango.',
    working: 'Entrenando una corrida por tasa:',
    multiples: 'Una corrida por tasa',
    littleEmpty: 'Aquí habrá {charts}, uno por tasa, de {steps} cada uno. Se empieza con Entrenar.',
    little: 'η = {rate}: {outcome}. Última pérdida suavizada: {loss}.',
    chart: 'Pérdida final según la tasa',
    empty: 'Aquí quedará un punto por tasa: la pérdida al final de su corrida. Se empieza con Entrenar.',
    table: 'Resultado de cada tasa',
    line: 'Pérdida final',
    firstLoss: 'pérdida inicial',
    bestMark: 'mejor: {rate}',
    lowestMark: 'menor media: {rate}',
    best: 'La menor pérdida final es la de η = {rate}: {loss}. Es una corrida por tasa: con varias semillas se ve si otra anda igual de bien.',
    surest:
      'La mejor es η = {rate}: su pérdida final media sobre {seeds} semillas es {loss} (intervalo del 95 %: {low} a {high}), y el intervalo de su diferencia con cada otra tasa deja afuera el 0.',
    unsure:
      'No hay una sola mejor: η = {rate} tiene la menor pérdida final media sobre {seeds} semillas, {loss} (intervalo del 95 %: {low} a {high}), y su diferencia con {rivals} es compatible con el azar.',
    small: 'Hasta {rate} son demasiado chicas: la pérdida bajó menos de la mitad que con la mejor.',
    large: 'Desde {rate} hay demasiado grandes.',
    diverged: 'Con {rate} o más hay corridas que divergen: la pérdida deja de ser un número.',
    nothing: 'Ninguna tasa del rango bajó la pérdida de modo apreciable. Conviene otro rango, o más pasos.',
    edge: {
      low: 'La mejor está en el borde del rango: conviene empezar desde una tasa menor.',
      high: 'La mejor está en el borde del rango: conviene llegar hasta una tasa mayor.',
    },
    about:
      'Si η es demasiado chica, cada paso avanza poco y el entrenamiento no llega. Si es demasiado grande, el paso salta por encima del valle: la pérdida oscila, sube o diverge. Entre ambas suele haber una franja de una década donde todo funciona, y su borde derecho está cerca del desastre. Por eso se busca en escala logarítmica.\n\nLa clasificación compara cada corrida con la mejor. La pérdida final L es la media del último décimo de los pasos. Buena: L a lo sumo un 10 % por encima de la mejor. Aceptable: bajó al menos la mitad de lo que bajó la mejor. Las que bajaron menos que eso son demasiado chicas si están a la izquierda de la mejor, y demasiado grandes si están a la derecha. Divergió: la pérdida dejó de ser finita y la corrida se detuvo. Si ninguna bajó al menos un 5 %, se distingue solo entre las que se quedaron quietas y las que saltaron a más del doble de la pérdida inicial.\n\nTodas parten de los mismos pesos y ven los mismos minibatches en el mismo orden: la diferencia entre dos curvas se debe a η y a nada más.',
    source: 'El criterio de la mitad y el del 10 % son de este laboratorio: sirven para poner nombre, no son una ley.',
  },
  finder: {
    title: 'Encontrar la tasa en una sola corrida',
    intro:
      'La tasa crece un mismo factor en cada paso. Al principio no pasa nada, después la pérdida baja, y al final estalla: en una corrida se ve todo el rango.',
    idle: 'Todo listo. Entrenar hace una corrida por semilla mientras la tasa crece.',
    working: 'Entrenando con tasa creciente:',
    chart: 'Pérdida mientras la tasa crece',
    empty:
      'Aquí se dibujará la pérdida contra η en escala logarítmica, y las tasas que sugiere. Se empieza con Entrenar.',
    table: 'Tasas sugeridas',
    range: '{mean} (de {least} a {most})',
    raw: 'Pérdida del minibatch',
    smoothed: 'Pérdida suavizada',
    rules: { steepest: 'Descenso más empinado', tenth: 'Un décimo de donde vuelve a subir' },
    marks: { steepest: 'más empinado: {rate}', tenth: 'un décimo: {rate}', climb: 'vuelve a subir: {rate}' },
    use: { steepest: 'Llevar {rate} (más empinado) a la carrera', tenth: 'Llevar {rate} (un décimo) a la carrera' },
    found: {
      steepest: 'La pérdida baja más rápido cerca de η = {rate}.',
      tenth: 'Vuelve a subir en η = {rate}; un décimo de eso es {tenth}.',
    },
    mean: {
      steepest: 'La pérdida baja más rápido cerca de η = {rate}, de {least} a {most} según la semilla.',
      tenth: 'Vuelve a subir en η = {rate}, de {least} a {most} según la semilla; un décimo de eso es {tenth}.',
    },
    some: {
      steepest: 'La pérdida baja solo en {known} semillas: no se sugiere ninguna tasa.',
      tenth: 'Vuelve a subir solo en {known} semillas: conviene llegar hasta una tasa mayor.',
    },
    noClimb: 'No volvió a subir dentro del rango: conviene llegar hasta una tasa mayor.',
    nothing: 'La pérdida no bajó en ningún tramo del rango. Conviene empezar desde una tasa menor, o dar más pasos.',
    about:
      'La tasa sube en progresión geométrica, de modo que cada década recibe la misma cantidad de pasos. La curva suavizada promedia cada pérdida con sus vecinas de ambos lados, con un peso gaussiano: una media móvil común solo mira hacia atrás y correría la curva hacia tasas mayores.\n\nDos reglas dan una sugerencia. La primera toma la tasa donde la pérdida suavizada desciende más rápido sobre el eje logarítmico. La segunda busca dónde vuelve a subir (recuperó un cuarto de lo que había bajado) y toma un décimo. Suelen diferir en menos de una década, y ambas son puntos de partida, no respuestas: una corrida más larga puede pedir una tasa menor.\n\nCon varias semillas cada una tiene su corrida. La curva es entonces la media de las suavizadas, con una banda de un desvío estándar, y la tasa de una regla es la media geométrica; al lado están la menor y la mayor. Donde una regla no dice nada de alguna semilla no sugiere nada: la media de las otras sería la de las que sobrevivieron.\n\nEl botón abre la carrera con esa tasa, la misma red y los mismos datos.',
    source:
      'La prueba de rango es de L. N. Smith (2017); la rampa exponencial y la regla del décimo, como en A. Géron (2022).',
  },
  schedules: {
    title: 'Cambiar la tasa en el camino',
    intro:
      'Arriba, la pérdida con el plan elegido y con tasa constante; abajo, la tasa η(t) de cada paso. Al mover un control, η(t) cambia enseguida, sin entrenar.',
    idle: 'El plan ya está dibujado. Entrenar hace dos corridas: con el plan y con tasa constante.',
    working: 'Entrenando con el plan y con tasa constante:',
    lossChart: 'Pérdida de entrenamiento',
    rateChart: 'Tasa de aprendizaje η(t)',
    empty: 'Aquí crecerán dos curvas: la del plan y la de tasa constante. Se empieza con Entrenar.',
    tooLong: 'Con tantas épocas, η(t) no se dibuja paso a paso.',
    table: 'Las dos corridas',
    constant: 'Tasa constante',
    trained: 'Plan de la corrida dibujada',
    stale: 'Las curvas de pérdida son de otros valores: Entrenar las pone al día.',
    watches:
      'Este plan mira la pérdida de validación al final de cada época: antes de entrenar no se sabe cuándo baja la tasa.',
    alone: 'Tasa constante: pérdida final {loss}, exactitud en test {accuracy}. Con otro plan habrá con qué comparar.',
    compared:
      '{schedule}: pérdida final {loss}, exactitud en test {accuracy}. Tasa constante: {constantLoss} y {constantAccuracy}. Con otra semilla se ve si la diferencia es más que ruido.',
    means:
      '{schedule}: pérdida final media {loss}, exactitud en test {accuracy}. Tasa constante: {constantLoss} y {constantAccuracy}.',
    apart:
      'Semilla por semilla, la diferencia de exactitud en test es de {mean} puntos (intervalo del 95 % sobre {count} semillas: {low} a {high}).',
    notApart:
      'Semilla por semilla, la diferencia de exactitud en test es de {mean} puntos, compatible con el azar (intervalo del 95 % sobre {count} semillas: {low} a {high}).',
    about:
      'Una tasa grande avanza rápido pero no se asienta: el ruido del gradiente la hace saltar alrededor del mínimo. Una chica se asienta, pero tarda. Un plan empieza con pasos grandes y los achica: cuando la tasa baja, la pérdida suele caer de golpe, porque baja el ruido.\n\nEl tiempo t cuenta pasos o épocas, según se elija; T es el total. Al pasar de uno a otro, las escalas de tiempo se convierten para que el plan sea el mismo. El plan según el desempeño no conoce T: espera a que la pérdida de validación deje de mejorar. 1cycle sube primero y baja después: la subida estabiliza el arranque y puede permitir tasas que de entrada harían divergir.\n\nCon cada semilla las dos corridas parten de los mismos pesos y ven los mismos minibatches. Todas las semillas comparten un mismo conjunto de test, que también es una muestra: eso no está en el intervalo.',
    source:
      'Potencia, exponencial, por tramos y desempeño, como en A. Géron (2022); 1cycle: L. N. Smith (2018); coseno: Loshchilov y Hutter (2017).',
  },
  noise: {
    title: '¿Cuánto ruido tiene el gradiente?',
    intro:
      'Un minibatch estima el gradiente de todo el conjunto. Aquí se mide a qué distancia queda, para minibatches de distintos tamaños.',
    idle: 'Todo listo. Medir toma minibatches al azar de cada tamaño y compara sus gradientes con el completo.',
    working: 'Midiendo gradientes de minibatches de cada tamaño…',
    chart: 'Ruido del gradiente según el tamaño del minibatch',
    empty: 'Aquí quedará un punto por tamaño, con su error, y la recta de 1/n. Se empieza con Medir.',
    table: 'Medidas',
    initial: 'Pesos iniciales',
    after: 'Tras {steps}',
    line: 'σ²/n, {label}',
    norm: '‖g‖², {label}',
    mean: 'Media de {points} puntos, pasos {first} a {last}',
    more: 'Entrenar {steps} y medir de nuevo',
    moreAlong: 'Entrenar {steps} y medir en {points} puntos del camino',
    holds:
      'El ruido cae como 1/n: la pendiente medida es {slope}, y ningún punto se aparta de la recta más de tres errores estándar. Con n ≈ {size} el ruido iguala a ‖g‖².',
    differs:
      'La pendiente medida es {slope}; algún punto se aparta de la recta más de tres errores estándar. Con n ≈ {size} el ruido iguala a ‖g‖².',
    later: 'Tras {steps} hace falta n ≈ {size}: cerca de un mínimo el gradiente se achica más que su ruido.',
    sooner: 'Tras {steps} basta n ≈ {size}.',
    path: 'Es lo que dan el ruido medio y la ‖g‖² media de {points} puntos del camino; punto por punto va de {least} a {most}.',
    about:
      'El gradiente de un minibatch es la media de n gradientes de imágenes tomadas al azar. Su esperanza es el gradiente completo g: es un estimador insesgado. La media de ‖gₙ − g‖², que aquí se llama ruido, es su varianza total, y cae como 1/n: en ejes logarítmicos, una recta de pendiente −1. Para reducir a la mitad la distancia típica hace falta un minibatch cuatro veces mayor, que cuesta cuatro veces más.\n\nLa línea horizontal marca ‖g‖². A la izquierda de donde la recta la cruza, un minibatch trae más ruido que señal; a la derecha, agrandarlo ya casi no mejora la dirección del paso. Al entrenar, g se achica y el cruce se corre hacia la derecha: por eso al final conviene bajar la tasa o agrandar el minibatch.\n\nUn solo punto del camino dice poco: según dónde esté la corrida, ‖g‖² puede ser varias veces lo que será diez pasos después. Por eso, al entrenar, se mide en varios puntos del camino, cada uno con sus propios minibatches, y σ²/‖g‖² es el cociente de las dos medias. Los puntos son de una sola corrida: otra semilla hace otro camino.\n\nLa banda abarca dos errores estándar de la media a cada lado, para esos mismos puntos. Los minibatches se toman con reposición, como supone la ley de 1/n; los de una época, sin reposición, tienen un poco menos de ruido.',
    source:
      'Robbins y Monro (1951) para el estimador; el cruce con ‖g‖² es la escala de ruido simple de McCandlish y otros (2018).',
  },
  explain: {
    optimizer: 'La regla con la que se dan los pasos. La tasa que conviene depende de ella.',
    convention:
      'Las diapositivas, Keras y PyTorch escriben algunas reglas de modo algo distinto y con otros valores por defecto.',
    low: 'La menor tasa del barrido.',
    high: 'La mayor tasa del barrido. Conviene que llegue hasta donde el entrenamiento se rompe.',
    perDecade: 'Cuántas tasas hay entre una potencia de diez y la siguiente.',
    steps:
      'Cuántos minibatches ve cada corrida. Con pocos se distingue lo grueso; una corrida larga puede favorecer tasas menores.',
    rampLow: 'La tasa del primer paso: tan chica que no haga nada.',
    rampHigh: 'La tasa del último paso: tan grande que la pérdida estalle.',
    rampSteps: 'En cuántos pasos se recorre el rango. Con pocos, la red no alcanza a responder a cada tasa.',
    smoothing: 'Memoria de la media móvil de la pérdida. La curva tenue es la de cada minibatch, sin suavizar.',
    samples:
      'Cuántos minibatches de cada tamaño se comparan con el gradiente completo. Más muestras: menos error, más tiempo.',
    largest: 'Se miden las potencias de dos hasta este tamaño.',
    noiseSteps: 'Cuántos pasos da el segundo botón, hasta el último punto en que mide.',
    points: 'En cuántos puntos de esos pasos se mide, tan separados como se pueda. Con uno: solo al final.',
    schedule:
      'Cómo cambia la tasa durante el entrenamiento. Al elegir un plan se proponen valores adecuados al largo de la corrida.',
    baseRate:
      'La tasa η₀ de la que parte el plan; en 1cycle y en el coseno, la mayor. La corrida de tasa constante usa esta.',
    per: 'Si t avanza con cada paso o con cada época. Las escalas de tiempo se convierten.',
    multiples:
      'Un gráfico chico por tasa, todos con los mismos ejes: los pasos hacia la derecha, la pérdida en escala logarítmica hacia arriba. Tenue: cada minibatch; gruesa: suavizada; punteada: la pérdida del primer paso, igual para todas. Con varias semillas: la media suavizada y una banda de un desvío estándar.',
    sweepChart:
      'Cada punto es una corrida: su tasa y la media del último décimo de sus pérdidas. Las que divergieron, o terminaron por encima del doble de la pérdida inicial, están en el borde de arriba. Con varias semillas: la media y una banda de un desvío estándar.',
    finderChart:
      'La tasa crece hacia la derecha y con ella avanza el tiempo: es una sola corrida. Tenue: la pérdida de cada minibatch; gruesa: promediada con sus vecinas. Con varias semillas: la media de esos promedios, con una banda de un desvío estándar, hasta donde llegaron todas. Lo que pasa del triple de la pérdida inicial se recorta.',
    lossChart:
      'Tenue: la pérdida de cada minibatch. Gruesa: su media móvil. Las dos corridas difieren solo en la tasa.',
    rateChart:
      'La tasa de cada paso según la regla, calculada por el mismo motor que entrena. De trazos: la constante con la que se compara.',
    noiseChart:
      'Ejes logarítmicos. Puntos: la media de ‖gₙ − g‖² sobre las muestras, con una banda de dos errores estándar. De trazos: σ²/n ajustada. Horizontal: ‖g‖².',
  },
};
