/** La incertidumbre: dropout al predecir, y varias redes en lugar de una. */
export default {
  viewsLabel: 'Qué mirar',
  views: {
    image: 'Una imagen',
    test: 'Todo el conjunto de test',
    conformal: 'Conjuntos con promesa',
    compare: 'Comparar con bagging',
  },
  aboutTitle: 'Qué se ve',
  cancel: 'Cancelar',
  progress: 'Avance',
  left: '· faltan {time}',
  over: 'Terminó.',
  stopped: 'Cancelado.',
  loading: 'Cargando la red…',
  failed: 'Algo falló: {message}. Lo que ya se ve sigue en pie; puede intentarlo de nuevo.',
  diverged: 'la pérdida dejó de ser un número finito (divergió)',
  fallback: 'El conjunto completo no está en este servidor; se usó el inicial.',
  facts: 'Red {layers}, dropout p = {dropout} en la entrada y en las capas ocultas; {epochs} con {images}.',
  factsOfFile: 'Red {layers}, dropout p = {dropout} en la entrada y en las capas ocultas.',
  networks: { ready: 'La incluida', own: 'La suya' },
  training: {
    start: 'Entrenar la red',
    progress: 'Avance del entrenamiento',
    running: 'Época {epoch}; exactitud de validación: {accuracy}.',
    done: 'Responde la red que usted entrenó. Si cambia lo de abajo, entrene de nuevo.',
    none: 'Hasta que la entrene responde la incluida.',
  },
  weights: {
    open: 'Pesos de un archivo…',
    save: 'Descargar {format}',
    taken: 'Responde la red de {file}.',
  },
  groups: {
    compare: 'Qué se compara',
    network: 'Red',
    passes: 'Pasadas',
    training: 'Entrenamiento',
    data: 'Datos y semilla',
    layers: 'Capas',
  },
  settings: {
    passes: 'Pasadas T',
    image: 'Imagen',
    angle: 'Rotar',
    right: 'Correr a la derecha',
    down: 'Correr hacia abajo',
    noise: 'Ruido',
    sweep: 'Recorrer',
    network: 'Quién responde',
    dropout: 'Tasa de dropout',
    epsilon: 'Errores admitidos ε',
    members: 'Redes M',
    trainings: 'Entrenamientos',
    membersDropout: 'También con dropout',
  },
  sources: {
    label: 'De dónde sale la imagen',
    test: 'Test',
    shuffled: 'Mezclada',
    noise: 'Ruido',
    drawing: 'Dibujo',
  },
  sets: { starter: 'conjunto inicial', full: 'conjunto completo' },
  sweeps: { angle: 'La rotación', noise: 'El ruido', shift: 'El corrimiento' },
  methods: {
    single: 'Sin dropout',
    passes: 'MC dropout, T = {passes}',
    equal: 'MC dropout, T = {models}',
    one: 'Una de las redes',
    bagging: 'Bagging, {networks}',
    ensemble: 'Ensamble profundo, {networks}',
    more: 'MC dropout, T = {passes}',
    tempered: '{method}, con temperatura {temperature}',
  },
  interval: '{value} (de\u00a0{low}\u00a0a\u00a0{high})',
  perfect: '{mean} (hasta\u00a0{most})',
  columns: {
    method: 'Predicción',
    prediction: 'Clase y probabilidad',
    class: 'Clase',
    mean: 'Media',
    std: 'Desvío',
    low: 'Mínimo',
    high: 'Máximo',
    entropy: 'Entropía',
    expected: 'De una pasada',
    information: 'Inf. mutua',
    accuracy: 'Exactitud',
    loss: '−Log-verosimilitud',
    brier: 'Brier',
    calibration: 'Error de calibración',
    perfect: 'Si calibrada',
    temperature: 'Temperatura',
    errors: 'AUROC errores',
    strangers: 'AUROC ruido',
    passes: 'Pasadas',
    training: 'Entrenar',
    first: 'Primera',
    second: 'Segunda',
    corrected: 'p (Holm)',
    onlyFirst: 'Acierta solo la primera',
    onlySecond: 'Acierta solo la segunda',
    verdict: 'Diferencia',
    accuracyPoints: 'Exactitud (puntos)',
    temperedLoss: 'Lo mismo, con la mejor temperatura',
    images: 'Imágenes de test',
    covered: 'Con la verdadera',
    size: 'Clases',
    promised: 'Promesa',
  },
  axis: {
    passes: 'Pasadas',
    mean: 'Media de la probabilidad',
    nats: 'Nats',
    angle: 'Rotación (grados)',
    noise: 'Desvío del ruido σ',
    shift: 'Corrimiento a la derecha (píxeles)',
    confidence: 'Probabilidad que la red da a su clase',
    accuracy: 'Fracción de aciertos',
    coverage: 'Fracción de imágenes que se contestan',
    accuracyOfThem: 'Aciertos entre ellas',
    entropy: 'Entropía (nats)',
    density: 'Fracción del grupo',
    members: 'Pasadas o redes promediadas',
    covered: 'Fracción de conjuntos con la clase verdadera',
  },
  series: {
    deterministic: 'Entropía sin dropout',
    entropy: 'Entropía con MC dropout',
    mutualInformation: 'Información mutua',
    dropout: 'MC dropout',
    bagging: 'Bagging',
    ensemble: 'Ensamble profundo',
  },
  image: {
    title: '¿Cuánto sabe la red de esta imagen?',
    intro:
      'Con dropout encendido, cada pasada contesta una subred distinta. Donde no se ponen de acuerdo, la red no sabe.',
    working: 'Calculando…',
    explore: 'La imagen y la respuesta',
    changes: 'Cambios de la imagen',
    play: 'Ver pasada a pasada',
    stop: 'Mostrar todas',
    seen: 'La imagen tal como la ve la red',
    caption: '{name} · imagen {index}',
    no: { shuffled: 'Píxeles mezclados', noise: 'Ruido uniforme', drawing: 'Su dibujo' },
    previous: 'Imagen anterior',
    next: 'Imagen siguiente',
    random: 'Al azar',
    bars: 'Probabilidad de cada clase',
    legendMean: 'media de las pasadas',
    legendStd: '± un desvío estándar',
    legendPass: 'una pasada',
    legendPlain: 'sin dropout',
    figures: 'La predicción sin dropout y con él',
    table: 'Las diez clases en números',
    describeClass: '{name}: media {mean}, desvío {std}; sin dropout, {plain}.',
    convergence: 'La media se asienta',
    along: 'Si la imagen cambia',
    here: 'ahora',
    taken: 'De {versions}, qué cree ver: {classes}.',
    agree:
      'Sin dropout la red contesta {plain} con {share}. Promediando {passes} sigue siendo {mean}, con {meanShare} ± {std}; entropía {entropy} nats, información mutua {information}.',
    differ:
      'Sin dropout la red contesta {plain} con {share}. Promediando {passes} gana {mean}, con {meanShare} ± {std}; entropía {entropy} nats, información mutua {information}.',
    about: `\
Dropout sortea en cada pasada qué unidades callan. Al predecir se lo suele apagar, y queda una sola respuesta. Si se lo
deja encendido, T pasadas son T respuestas de redes distintas que comparten pesos: su media es la predicción, y su
desvío dice cuánto dependía la respuesta de qué unidades estuvieran.

La entropía de la media mide toda la duda. Una parte la tiene cada subred por su cuenta (la imagen es ambigua); el resto
es desacuerdo entre ellas, la información mutua. Lo primero no se arregla con más datos; lo segundo, a veces.

Aquí las mismas T subredes miran todas las imágenes, así que al mover un control solo cambia la imagen.`,
    source:
      'MC dropout: Gal y Ghahramani, 2016. Información mutua entre la respuesta y los pesos: Houlsby y otros, 2011. Desvío poblacional, como np.std.',
  },
  pad: {
    here: 'Dibuje aquí',
    label: 'Dibujo de 28 por 28',
    role: 'hoja de dibujo',
    keys: 'Las flechas mueven el lápiz, la barra espaciadora lo baja o lo levanta.',
    at: '{tool} {way}, columna {column}, fila {row}',
    pen: 'Lápiz',
    eraser: 'Goma',
    down: 'abajo',
    up: 'arriba',
    erase: 'Goma',
    clear: 'Borrar todo',
  },
  gallery: {
    label: 'Imágenes de test',
    which: 'Cuáles',
    first: 'Las primeras',
    most: 'Las más dudosas',
    least: 'Las más seguras',
    wrong: 'Errores seguros',
    more: 'Tras correr las pasadas sobre todo el conjunto de test, aquí están también las más seguras y las más dudosas.',
    image: 'Imagen {index}: {true}',
    imageWith: 'Imagen {index}: {true}, predicha {predicted}, entropía {entropy} nats',
  },
  test: {
    title: '¿Duda donde se equivoca?',
    intro: 'T pasadas sobre cada imagen de test, y sobre mil imágenes de ruido que no son prendas.',
    run: 'Correr {passes}',
    working: 'Pasando todas las imágenes…',
    idle: 'Todavía no se corrió. El cálculo se reparte entre los procesadores y se puede cancelar.',
    empty: 'Aquí aparece cuando se corran las pasadas.',
    before:
      'Cada predicción está dos veces: tal como sale, y con una temperatura propia, que se ajusta en imágenes de validación. Lo justo es comparar las dos ya corregidas. Después de correr se lee aquí qué les hizo la temperatura, si la diferencia de exactitud es compatible con el azar (McNemar) y cuánto podría cambiar una exactitud con otras imágenes (Wilson).',
    result: 'En {images} ({set}), sin dropout acierta el {single} y con la media de {passes}, el {mean}.',
    found:
      'La entropía con MC dropout separa errores de aciertos con AUROC {errors}, y ruido de prendas con AUROC {strangers}.',
    tempered:
      'Con una temperatura ajustada en {images} de validación, la log-verosimilitud negativa pasa de {before} a {after} sin dropout, y de {passes} a {passesAfter} con las pasadas: hay que comparar las dos ya corregidas.',
    noValidation:
      'No hay imágenes de validación con las que ajustar una temperatura, y sin ella la comparación de las dos no es justa.',
    stale:
      'Lo que se ve es de otra red, de otra cantidad de pasadas o de otro conjunto de imágenes: córralas de nuevo para ponerlo al día.',
    cost: 'Costó {time} de cálculo, sumando todos los procesos.',
    table: 'Qué tan buenas son las probabilidades',
    reliability: 'Diagrama de confiabilidad',
    coverage: 'Contestar solo lo seguro',
    entropies: 'Entropía de la media',
    ideal: 'calibración perfecta',
    groups: { right: 'aciertos ({count})', wrong: 'errores ({count})', noise: 'ruido ({count})' },
    about: `\
Una red calibrada acierta el 80 % de las veces que dice 80 %: sus puntos caen sobre la diagonal. Por debajo es
sobreconfiada; por encima, modesta. El error de calibración promedia la distancia a la diagonal, pesada por cuántas
imágenes hay en cada tramo.

El error nunca es 0: con mil imágenes, hasta una red que acierta exactamente tanto como dice muestra alguno. La columna
de al lado dice cuánto, y el intervalo, cuánto variaría el error con otras imágenes.

Un solo número corrige la certeza en conjunto: dividir lo que entra a la softmax por una temperatura, la que mejor se ajusta en
imágenes de validación. La respuesta sigue siendo la misma, y la exactitud también; solo cambia la certeza. Donde el error de
calibración ya es como el de una red calibrada, no le queda qué corregir. Comparar
probabilidades sin ella es injusto: puede premiar nada más que una mejor temperatura (Ashukha y otros, arXiv 2002.06470).
Por eso cada predicción está dos veces, tal como sale y con una temperatura propia.

Si la duda sirve, contestar solo las imágenes más seguras tiene que subir la exactitud: es la curva de exactitud según
cobertura. El histograma dice lo mismo de otra forma: aciertos a la izquierda, errores a la derecha, y el ruido donde
la red confiese no saber.

El test de McNemar mira solo las imágenes en las que una predicción acierta y la otra no. Si esas discrepancias se
reparten como una moneda, la diferencia es compatible con el azar, aunque los porcentajes no sean iguales.`,
    source:
      'Error de calibración con 15 tramos y escalado de temperatura: Guo y otros, 2017. Remuestreo de consistencia: Bröcker y Smith, 2007. Comparar con la mejor temperatura: Ashukha y otros, 2020. McNemar exacto, de dos colas. AUROC: probabilidad de que un caso de los buscados puntúe más que uno de los otros.',
  },
  conformal: {
    title: '¿Cuántas clases hay que nombrar para no equivocarse?',
    intro:
      'En lugar de una clase, un conjunto: tan grande como haga falta para que la verdadera falte en una fracción ε de las imágenes y no más.',
    run: 'Calibrar y probar',
    working: 'Pasando las imágenes, tal como son, giradas y con ruido…',
    idle: 'Todavía no se corrió. Las imágenes de validación calibran los conjuntos; las de test, tal como son y cambiadas, muestran cuánto valen.',
    none: 'No hay imágenes de validación con las que calibrar: elija algunas para la red propia, o la red incluida.',
    empty: 'Aquí aparece cuando se pasen las imágenes.',
    result:
      'Prometido: {promise}. En {images} ({set}), los conjuntos tienen la clase verdadera en el {share}, y con la promesa es compatible de {least} a {most}; media de clases por conjunto: {size}. Con las mismas imágenes giradas 90°, en el {turned}: la promesa es sobre imágenes como las de la calibración.',
    everything:
      'Con tan pocas imágenes de calibración, el {promise} solo se puede prometer con el conjunto de todas las clases. Admita más errores.',
    stale: 'Lo que se ve es de otra red, o de otras imágenes: córralo de nuevo para ponerlo al día.',
    sizes: 'Clases por conjunto, y cuántas imágenes tienen uno así. {sizes}',
    images: 'Según qué se hace con las imágenes',
    classes: 'Según la clase verdadera',
    asTheyAre: 'tal como son',
    changed: { angle: 'giradas {by}°', noise: 'con ruido, σ = {by}' },
    angle: 'Si se giran las imágenes',
    noise: 'Si se agrega ruido',
    promised: 'prometido',
    kept: 'Compatible',
    below: 'No se cumple',
    above: 'Se cumple de más',
    about:
      'Una probabilidad no promete nada si no está calibrada. La predicción conforme hace una promesa con cualquier red, por mala que sea: mira imágenes con las que la red no se entrenó, toma como puntaje de cada una 1 − p de su clase verdadera, y busca el puntaje por debajo del cual quedan todas menos una fracción ε. Un conjunto incluye entonces todas las clases cuyo puntaje no supera ese. Una red buena recibe conjuntos chicos; una mala, grandes; y las dos cumplen.\n\nCuenta imágenes, y no supone nada sobre su distribución, salvo una cosa: que las que vengan sean como las de la calibración, en cualquier orden (intercambiables). Si se giran las imágenes o se les agrega ruido, deja de valer. Los conjuntos no se enteran.\n\nY vale en promedio. En las camisas la clase verdadera puede faltar mucho más que ε, y en los pantalones casi nunca: para cada clase no se prometió nada. Tampoco para estas imágenes de calibración en particular: con otras mil, la fracción sería otra, en un punto o así. Por eso lo compatible con la promesa se calcula con las dos muestras, la de calibración y la de test (una distribución beta-binomial).\n\nUn conjunto puede quedar sin clases: ninguna es bastante probable. Cuenta como error.',
    source:
      'Predicción conforme: Vovk, Gammerman y Shafer, 2005. Una introducción: Angelopoulos y Bates, 2021. El puntaje 1 − p: Sadinle, Lei y Wasserman, 2019. Intervalo de una proporción: Wilson, 1927; los de las clases valen para las diez juntas (Bonferroni).',
  },
  compare: {
    title: '¿Una red muchas veces, o muchas redes?',
    intro:
      'A igual cantidad de pasadas: MC dropout saca muchas de una sola; bagging y los ensambles profundos entrenan varias y promedian.',
    run: 'Entrenar y comparar',
    working: 'Entrenando y prediciendo…',
    idle: 'Se entrenan una red con dropout y {others}, en paralelo, {times}, y todas contestan las mismas imágenes.',
    trainings: { one: 'una sola vez', other: '{count} veces, cada una con otra semilla' },
    repeated:
      'En puntos de exactitud, contra una sola red de la misma clase: bagging, {bagging}; el ensamble profundo, {ensemble} (entrenados {times}; intervalos del 95 % sobre los entrenamientos).',
    tempered: 'Cada una con su mejor temperatura',
    differences: 'Diferencias con una de las redes, y sus intervalos del 95 % sobre los entrenamientos',
    ofFirst:
      'Esa exactitud (la de bagging), los tests de McNemar y lo que mostraría una red calibrada son del primer entrenamiento.',
    empty: 'Aquí aparece cuando las redes estén entrenadas.',
    result: 'Todas contestan {images} ({set}).',
    table: 'A igual cantidad de pasadas',
    pairs: 'Test de McNemar de cada par',
    lossCurve: 'Log-verosimilitud negativa',
    accuracyCurve: 'Exactitud',
    about:
      'Bagging entrena cada red con una muestra bootstrap (con reposición: le falta cerca del 37 % de las imágenes) y su propia inicialización. Errores distintos se cancelan al promediar; los comunes quedan. MC dropout es su versión de bolsillo: las subredes comparten pesos y se entrenaron juntas, así que se parecen más entre sí.\n\nUna pasada cuesta lo mismo en los dos casos. Lo que no es igual es el entrenamiento: M redes cuestan M veces una.\n\nPor eso la tabla compara M pasadas contra M redes, y recién después MC dropout con más pasadas, que son gratis de entrenar.\n\nUn ensamble profundo es bagging sin bootstrap: todas las redes ven todas las imágenes, y difieren por su inicialización y por el orden de los minibatches. Los dos se comparan con una sola red, la primera del ensamble: con dropout al entrenar o sin él, es lo mismo de los dos lados. Y lo que difiere solo por ser demasiado seguro se corrige antes: cada cual tiene la temperatura que mejor se ajusta en imágenes de validación.\n\nUn entrenamiento dice poco: otra semilla da otra diferencia. Por eso se repite todo, y las diferencias llevan un intervalo sobre los entrenamientos; si contiene el 0, ninguna es mejor por lo que estos entrenamientos dicen.\n\nCinco o seis tests a la vez encontrarían alguna diferencia por azar en cerca de uno de cada cuatro casos. La corrección de Holm multiplica el menor p por el número de tests, el siguiente por uno menos, y así: lo que queda por debajo de 0,05 puede afirmarse junto con lo demás.',
    source:
      'Bagging: Breiman, 1996. Ensambles profundos: Lakshminarayanan, Pritzel y Blundell, 2017. Comparar con la mejor temperatura: Ashukha y otros, 2020. Comparación de clasificadores con el test de McNemar: Dietterich, 1998. Corrección por varios tests: Holm, 1979. Intervalo de una proporción: Wilson, 1927.',
  },
  corrected: 'McNemar, {tests} tests corregidos por Holm',
  sampling:
    'Todos comparten las mismas imágenes: con otras de la misma clase, ese {share} podría haber sido de {low} a {high} (intervalo de Wilson del 95 %).',
  verdicts: {
    none: '«{first}» y «{second}» aciertan exactamente las mismas imágenes.',
    equal:
      'Entre «{first}» y «{second}» la diferencia es compatible con el azar: solo acierta la primera en {imagesFirst}, solo la segunda en {onlySecond} ({test}, p = {p}).',
    first: '«{first}» acierta más que «{second}»: sola en {imagesFirst}, contra {onlySecond} ({test}, p = {p}).',
    second: '«{second}» acierta más que «{first}»: sola en {imagesSecond}, contra {onlyFirst} ({test}, p = {p}).',
  },
  outcomes: {
    none: 'Ninguna',
    equal: 'Compatible con el azar',
    first: 'A favor de la primera',
    second: 'A favor de la segunda',
  },
  explain: {
    epsilon:
      'En qué fracción de las imágenes puede faltar la clase verdadera. Con menos ε, conjuntos más grandes. No hay que correr nada de nuevo.',
    kept: 'Fracción de imágenes de test cuyo conjunto tiene la clase verdadera, con su intervalo del 95 % como banda. La raya horizontal es la promesa, 1 − ε.',
    promised:
      'Por imágenes: si la fracción está entre las que da el 95 % de las calibraciones, con tantas imágenes, cuando la promesa se cumple; «No se cumple»: queda por debajo. Por clase, de las que no se prometió nada: si el intervalo de la fracción de estos mismos conjuntos contiene 1 − ε. Los de las diez clases valen para todas a la vez, y por eso son más anchos.',
    network:
      'La incluida viene con la página, ya entrenada, y responde enseguida. La suya se entrena aquí, con la tasa de dropout, las épocas y las capas que elija.',
    dropout:
      'Probabilidad de apagar cada unidad, en la entrada y en cada capa oculta, al entrenar y en las pasadas. Con 0 todas las pasadas son iguales y el desvío es cero.',
    passes:
      'Cuántas veces se pasa cada imagen con dropout encendido. El error de la media baja como 1/√T: con 100 pasadas ya es un décimo del desvío.',
    members:
      'Cuántas redes promedia bagging, y también el ensamble profundo, y cuántas pasadas tiene MC dropout en la comparación pareja.',
    membersDropout:
      'Si las redes de bagging y del ensamble se entrenan con el mismo dropout. Al predecir lo tienen siempre apagado.',
    trainings:
      'Cuántas veces se entrena todo, cada vez con la semilla siguiente. Varias dicen cuánto depende una diferencia de la semilla.',
    set: 'Las imágenes de test: mil del conjunto inicial o diez mil del completo, si está en el servidor. También dice con qué se entrena la red propia.',
    seed: 'De ella salen las máscaras de las pasadas y, al entrenar, los pesos iniciales y el orden de las imágenes.',
    sources:
      'Test: imágenes que la red no vio al entrenar. Mezclada: los mismos píxeles, sin forma. Ruido: grises al azar. Las dos últimas no son prendas; la red tiene que elegir una igual, y lo honesto sería dudar.\n\nTambién puede dibujar la suya.',
    angle: 'Grados, en el sentido de las agujas del reloj, alrededor del centro.',
    right: 'Píxeles; negativo, hacia la izquierda. Lo que queda libre es fondo.',
    down: 'Píxeles; negativo, hacia arriba.',
    noise:
      'Desvío estándar del ruido gaussiano que se suma a cada píxel, en la escala de 0 a 1. Es siempre el mismo ruido, más o menos fuerte.',
    bars: 'Cada punto es la respuesta de una subred para esa clase. La barra llega hasta la media de las pasadas, y el bigote marca un desvío estándar a cada lado. El rombo es la predicción sin dropout.',
    convergence:
      'La media de las tres clases más probables a medida que se suman pasadas, y su error estándar como banda. Cuando la banda es angosta, más pasadas no cambian la respuesta.',
    along:
      'Lo mismo para muchas versiones de la imagen, de un extremo al otro del control. La diferencia entre las dos entropías es lo que agrega dropout; la información mutua es el desacuerdo entre subredes.',
    calibration:
      'A qué distancia está, en promedio, la probabilidad dicha de la fracción de aciertos. Entre paréntesis, el intervalo del 95 % según las imágenes (bootstrap, corregido por su sesgo).',
    perfect:
      'Cuánto sería el error de calibración, con la misma cantidad de imágenes, si la red acertara exactamente tanto como dice: su media, y por debajo de cuánto queda el 95 % de los sorteos. Un error de ese tamaño no dice nada contra la red.',
    reliability:
      'Las imágenes se agrupan en 15 tramos según la probabilidad que la red da a su clase. Cada punto compara esa probabilidad, en promedio, con la fracción de aciertos. Los tramos con menos de 10 imágenes no se dibujan.',
    coverage:
      'Se ordenan las imágenes de la más a la menos segura. A la izquierda se contestan pocas; a la derecha, todas. Más alta es mejor.',
    entropies:
      'Fracción de cada grupo en cada tramo de entropía. El máximo posible es ln 10 ≈ 2,30 nats: las diez clases por igual.',
    lossCurve: 'Menos es mejor. La raya horizontal es una sola pasada sin dropout de la misma red.',
    accuracyCurve:
      'Fracción de aciertos según cuántas pasadas, o cuántas redes, se promedian. Diferencias de pocas imágenes son ruido: vea el test de McNemar.',
  },
};
