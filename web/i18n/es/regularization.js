/** El laboratorio de regularización. */
export default {
  title: '¿Aprende o memoriza?',
  intro:
    'Una red grande y pocas imágenes: puede aprendérselas de memoria. Cada contendiente lo evita a su manera, desde los mismos pesos y con los mismos minibatches.',
  none: 'Elija al menos un contendiente.',
  empty:
    'Aquí crecerá un gráfico por contendiente, con la brecha entre entrenamiento y validación sombreada. Pulse Entrenar.',
  emptyChart: 'Aquí crecerá una curva por contendiente. Pulse Entrenar.',
  emptyWeights: 'Aquí se verán los pesos de cada contendiente mientras entrena.',
  progress: 'Avance del entrenamiento',
  verdict: {
    none: 'Ninguna corrida tiene pérdida de validación.',
    alone: 'La menor pérdida de validación de {name} es {loss}, en la época {epoch}.',
    aloneOfSeeds:
      'La menor pérdida de validación de {name} es {loss}, la media de las mejores épocas de {seeds} semillas.',
    one: 'La menor pérdida de validación es la de {name}: {loss}, en la época {epoch}. Con varias semillas se ve si la diferencia es más que ruido.',
    sure: 'La menor pérdida de validación es la de {name}: {loss}, la media de las mejores épocas de {seeds} semillas; el intervalo del 95 % de su diferencia con cada uno de los otros deja afuera el 0.',
    unsure:
      'Ninguno es el menor: {name} tiene la menor media de las mejores pérdidas de validación de {seeds} semillas, {loss}, pero la ventaja no supera lo que daría el azar, o no la tienen todas las semillas.',
  },
  said: { running: 'Entrenando {contestants}.' },
  entrant: 'Contendiente',
  strength: 'Intensidad y regla',
  combine: 'Combinar con otros',
  groups: { entrants: 'Contendientes' },
  names: {
    none: 'Sin regularizar',
    l1: 'L1',
    'l1-proximal': 'L1 proximal',
    l2: 'L2',
    'weight-decay': 'AdamW',
    'max-norm': 'Norma máxima',
    dropout: 'Dropout',
    'dropout-classic': 'Dropout clásico',
    batchnorm: 'Normalización por lotes',
    augmentation: 'Aumento de datos',
    average: 'Media de los pesos',
    'early-stopping': 'Parada temprana',
  },
  strengths: {
    l1: 'λ {value}',
    'l1-proximal': 'λ {value}',
    l2: 'λ {value}',
    'weight-decay': 'λ {value}',
    'max-norm': 'r {value}',
    dropout: 'p {value}',
    'dropout-classic': 'p {value}',
    'early-stopping': '{epochs}',
  },
  settings: {
    maskStep: 'Paso',
    sample: 'Imagen del minibatch',
    image: 'Primera imagen',
    mirrored: 'Test también en espejo',
  },
  panels: 'La brecha de cada contendiente',
  train: 'Entrenamiento',
  validation: 'Validación',
  total: 'Entrenamiento más penalización',
  trained: 'Tal como se entrenó',
  gap: 'Brecha',
  bestMark: 'mejor: {epoch}',
  stopMark: 'paró: {epoch}',
  firstStopMark: 'primera en parar: {epoch}',
  describe:
    '{name}, época {epoch}: pérdida de entrenamiento {train}, de validación {validation}; brecha {gap}. La mejor validación fue en la época {best}.',
  describeStop: 'Paró por sí solo en la época {epoch}.',
  describeFirstStop: 'La primera de sus corridas paró por sí sola en la época {epoch}.',
  table: 'Resultados de los contendientes',
  columns: {
    train: 'Pérdida entren.',
    penalty: 'Penalización',
    validation: 'Pérdida valid.',
    gap: 'Brecha',
    least: 'Menor pérd. valid.',
    best: 'Mejor época',
    accuracy: 'Exact. valid.',
    test: 'Exact. test',
    mirrored: 'Test con espejo',
    zeros: 'Pesos ≈ 0',
    exact: 'Pesos = 0',
  },
  fairNormalized: 'Las redes con normalización por lotes tienen además γ y β.',
  weights: 'Los pesos por dentro',
  layerLabel: 'Capa que se muestra',
  layerTab: 'Capa {number}: {units}',
  outputTab: 'Salida: {units}',
  histogram: 'Histograma de los pesos',
  norms: 'Norma de cada unidad',
  weight: 'Peso',
  share: 'Proporción de los pesos',
  unit: 'Unidades, de la mayor norma a la menor',
  masks: 'Qué unidades apaga dropout',
  nextMask: 'Otro minibatch',
  inputLabel: 'Entrada',
  keptUnits: '{layer}: {kept} de {units} en pie ({share})',
  maskCaption:
    '{name}, paso {step}, imagen {sample} de {samples} del minibatch. {counts}. Se dibujan las primeras doce unidades de cada capa; debajo, todas.',
  factors: 'Por cuánto se multiplica la salida y de una unidad',
  factor: { kept: 'Si queda', dropped: 'Si se apaga', mean: 'En promedio al entrenar', prediction: 'Al predecir' },
  augmented: 'Las imágenes que ve la red',
  imagesByEpoch: 'Imágenes, época por época',
  nextImages: 'Otras imágenes',
  original: 'Original',
  epochHead: 'Ép. {epoch}',
  originalImage: 'Imagen {index}, original',
  epochImage: 'Imagen {index} en la época {epoch}',
  augmentCaption: '{name}: las mismas imágenes en las ocho primeras épocas. La etiqueta no cambia.',
  kinds: {
    none: 'La red sin ninguna ayuda: el punto de comparación.',
    l1: 'A la pérdida se le suma λ por la suma de los valores absolutos de los pesos, nunca de los sesgos. Empuja a cada peso con la misma fuerza, sea grande o chico: los que no hacen falta quedan casi en cero.',
    'l1-proximal':
      'La misma penalización, en un paso aparte: después del paso del optimizador, cada peso se acerca a 0 en η λ, y el que lo pasaría queda exactamente en 0. Así se sabe cuáles son 0, y se los puede quitar. El paso es η λ haga lo que haga el optimizador con los gradientes, como el decaimiento de AdamW: con Adam, λ tiene que ser mayor que el de una penalización en el gradiente.',
    l2: 'A la pérdida se le suma λ por la suma de los cuadrados de los pesos, nunca de los sesgos. Empuja más a los pesos grandes: todos se achican, pocos quedan tan cerca de cero.',
    'weight-decay':
      'Nada se suma a la pérdida. En cada paso de Adam todo peso, además, se multiplica por 1 − ηλ: todos se achican en proporción a su tamaño, y los gradientes no intervienen.',
    'max-norm':
      'Nada se suma a la pérdida. Después de cada paso, si la norma de los pesos que entran a una unidad supera r, se los achica hasta r.',
    dropout:
      'En cada paso y para cada imagen se apagan unidades al azar con probabilidad p. Es el dropout invertido: las que quedan se multiplican por 1/(1 − p) al entrenar, y al predecir no se toca nada.',
    'dropout-classic':
      'Igual, pero las unidades que quedan no se agrandan; en cambio, al predecir todas se multiplican por 1 − p.',
    batchnorm:
      'Cada unidad se lleva a media 0 y desvío 1 con la media y el desvío del minibatch, y después se escala y se corre con γ y β, que se aprenden. Como cada minibatch tiene otra media, es también un poco de ruido.',
    augmentation:
      'En cada época cada imagen llega cambiada de otro modo: en espejo, corrida, girada, agrandada o con ruido. La etiqueta es la misma.',
    average:
      'El entrenamiento sigue como sin ella. Junto a los pesos se guarda una media, que está más cerca del centro de la zona en que se mueven los pasos de gradientes con ruido; la pérdida de validación y el test del final son de ella.',
    'early-stopping':
      'Cuando la pérdida de validación pasa tantas épocas seguidas sin mejorar, se deja de entrenar y se vuelve a los mejores pesos.',
  },
  explain: {
    trainSize:
      'Cuántas imágenes se usan para entrenar. Con menos, la red suele memorizarlas antes, y la brecha abrirse más.',
    optimizer:
      'El mismo para todos los contendientes, salvo AdamW, que es Adam con decaimiento: aquí lo que cambia es la regularización.',
    panels:
      'Para cada contendiente, la pérdida de entrenamiento tras cada época (a rayas) y la de validación (llena), las dos como al predecir. Lo sombreado es la brecha entre las dos: lo que la red sabe de sus imágenes y no de otras.\n\nDonde hay penalización, la línea de puntos es lo que de verdad se minimiza: pérdida más penalización. Con dropout, aumento de datos o normalización por lotes hay una línea fina más: la pérdida tal como se entrenó, con unidades apagadas, imágenes cambiadas o las estadísticas de cada minibatch. Medir la brecha desde ella sería comparar dos medidas distintas.',
    validationLoss:
      'La pérdida en 1.000 imágenes que no se usan para entrenar. Donde empieza a subir, la red sobreajusta.',
    validationAccuracy:
      'La proporción de aciertos en esas mismas imágenes. Suele moverse mucho menos que la pérdida: al sobreajustar, la red no se equivoca mucho más, pero está mucho más segura cuando se equivoca.',
    train:
      'Entropía cruzada en las imágenes de entrenamiento al final de la última época, sin penalización y como al predecir: no se apaga ninguna unidad ni cambia ninguna imagen.',
    penalty:
      'Lo que L1 y L2 suman a la pérdida, en la media de la última época. Está aparte porque no dice nada del error.',
    validation: 'Entropía cruzada en las imágenes de validación al final de la última época.',
    gap: 'Pérdida de validación menos pérdida de entrenamiento, las dos al final de la última época y como al predecir.',
    least:
      'La menor pérdida de validación de todas las épocas. Se la eligió en estas imágenes, así que es un poco optimista.',
    best: 'La época de menor pérdida de validación.',
    accuracy: 'Proporción de aciertos en las imágenes de validación, al final de la última época.',
    test: 'Proporción de aciertos en las imágenes de test, al terminar. Con parada temprana, con los pesos de la mejor época.',
    mirrored:
      'Proporción de aciertos en las imágenes de test cuando cada una se ve dos veces, tal cual y en espejo, y se promedian las dos predicciones. No se entrena nada de nuevo.',
    zeros:
      'La proporción de pesos de todas las capas, sin los sesgos, con valor absoluto menor que 0,001; de varias semillas, con la primera.',
    exact:
      'La proporción de pesos de todas las capas, sin los sesgos, que valen exactamente 0; de varias semillas, con la primera. Los pasos según un gradiente se acercan y lo saltan; un paso proximal termina ahí.',
    histogram:
      'Cómo se reparten los pesos de la capa, en intervalos de 0,01. El eje vertical es logarítmico: el pico de L1 en cero es mucho más alto de lo que parece.',
    norms:
      'La norma de los pesos que entran a cada unidad, de mayor a menor. La línea de rayas es el límite r de la norma máxima: ninguna unidad de ese contendiente pasa de ahí.',
    masks:
      'Las máscaras son las del entrenamiento, sacadas de la misma semilla. Una unidad apagada no aporta nada, ni recibe gradiente, para esa imagen y en ese paso. Cada imagen del minibatch tiene su máscara: con n unidades hay 2ⁿ redes posibles.',
    augmented:
      'Cada fila es una imagen de entrenamiento: primero como es, después como llega en cada una de las primeras ocho épocas. La semilla decide los cambios: con la misma, son los mismos.',
    maskStep: 'El paso de entrenamiento del que se muestran las máscaras. Otro paso, otro minibatch y otras máscaras.',
    sample: 'Cuál de las imágenes del minibatch se muestra.',
    l1: 'Cuánto pesa la suma de los valores absolutos de los pesos, en todas las capas. Los sesgos no se penalizan.',
    l1Step:
      'Por el gradiente: se le suma λ·signo(w). Proximal: después de cada paso los pesos se acercan a 0 en η λ, y terminan ahí.',
    l2: 'Cuánto pesa la suma de los cuadrados de los pesos, en todas las capas. Los sesgos no se penalizan.',
    maxNorm:
      'El límite r para la norma de los pesos que entran a cada unidad de las capas ocultas. Cuanto menor, más regulariza; 0: sin límite.',
    dropout: 'La probabilidad de apagar cada unidad de las capas ocultas. Algunos textos llaman p a la de conservarla.',
    inputDropout: 'La probabilidad de apagar cada píxel de la entrada.',
    dropoutMode: 'Invertido: las unidades que quedan se agrandan al entrenar. Clásico: todas se achican al predecir.',
    batchNorm: 'Si se normaliza en las capas ocultas, y dónde: antes o después de la activación.',
    residual:
      'Si las capas ocultas tan anchas como lo que ven lo suman a lo que hacen con ello: x + f(x). Antes hay que darles a dos de ellas la misma cantidad de unidades.',
    labelSmoothing:
      'Qué parte de cada etiqueta se reparte por igual entre todas las clases al entrenar: con 0,1, el objetivo de la correcta es 0,91. La pérdida de entrenamiento se mide con esos objetivos, y no llega a 0.',
    mixup:
      'Cada minibatch se mezcla consigo mismo en otro orden, las imágenes y también las etiquetas, en una proporción sorteada de Beta(α, α): con α chico, casi siempre una imagen sola. La pérdida de entrenamiento es la de esas mezclas. 0: no se mezcla nada.',
    flip: 'La mitad de las imágenes, al azar, en espejo.',
    shift: 'Hasta cuántos píxeles se corre la imagen, en cada dirección.',
    rotate: 'Hasta cuántos grados gira, a un lado o al otro.',
    scale: 'Cuánto se agranda o se achica: 0,1 es hasta un 10 %.',
    noise: 'El desvío estándar del ruido que se suma a cada píxel, que va de 0 a 1.',
    elastic:
      'Cuánto se mueven los píxeles (su desvío, en píxeles), de modo que los vecinos se mueven juntos: la imagen se ondula.',
    kind: 'Junto a los pesos se guarda una media de aquellos por los que pasa el entrenamiento; la validación y el final son de ella. Exponencial: cuentan más los últimos pasos. SWA: los pesos al final de las últimas épocas, todos por igual.',
    decay: 'Cuánto de la media exponencial queda en cada paso: con 0,999 es de los últimos 1.000 pasos, más o menos.',
    from: 'Solo con SWA: la parte de las épocas que pasa antes de la primera que cuenta.',
    patience: 'Cuántas épocas seguidas sin mejora de la validación se esperan antes de parar. 0: nunca se para.',
    minDelta: 'Cuánto tiene que bajar la pérdida de validación para que cuente como mejora.',
    restoreBest: 'Si al parar se vuelve a los pesos de la mejor época.',
  },
  idle: 'Todo listo: {steps} ({epochs}) para cada red.',
  idleSeeds: 'Todo listo: {steps} ({epochs}) para cada red, con cada una de {seeds} semillas.',
  about:
    'Regularizar es cambiar el aprendizaje para que baje el error en datos nuevos, aunque no baje (o suba) el de entrenamiento. Aquí la red tiene más de 260.000 pesos y ve 1.000 imágenes: sin ayuda las aprende casi de memoria, y la pérdida de validación, después de mejorar, vuelve a subir. Esa distancia entre las dos curvas es lo sombreado.\n\nHay cuatro familias. Unas limitan los pesos: L1 y L2 suman una penalización, la norma máxima pone un techo. Otras perturban al azar lo que la red ve: dropout apaga unidades, el aumento de datos cambia las imágenes, la normalización por lotes depende de con quién toca cada minibatch. La parada temprana no cambia nada: deja de entrenar a tiempo. Y el optimizador regulariza por su cuenta: el ruido de los minibatches chicos, y los promedios de pesos o de redes.\n\nCompare en la tabla la brecha con la exactitud en test: cerrar la brecha no siempre es acertar más. Con 1.000 imágenes ninguno de los métodos que se midieron (L1, L2, AdamW, norma máxima, dropout, imágenes deformadas, normalización por lotes, parada temprana) le gana a la red sin nada por un punto y medio de exactitud en promedio, aunque varios terminan con menos pérdida. Con una sola semilla las diferencias de un punto de exactitud pueden ser ruido, y también con tres: mire su intervalo, y agregue semillas, antes de sacar conclusiones.',
};
