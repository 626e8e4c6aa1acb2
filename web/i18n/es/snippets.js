/** Los fragmentos de Keras de las diapositivas, y qué fue de ellos. */
export default {
  title: 'El Keras de las diapositivas, hoy',
  about:
    'Los {count} lugares de las diapositivas con código de Keras, ejecutados tal como están en Keras {version}: {kept} funcionan, los demás no, o no como dicen. A la derecha está lo que exporta esta página para el mismo experimento.',
  slide: 'Las diapositivas',
  renamed: 'Con lr renombrado',
  ours: 'Exportado aquí',
  copy: 'Copiar',
  copied: 'Copiado.',
  copyFailed: 'El navegador no lo permite: el texto queda seleccionado, cópielo con el teclado.',
  whole: 'Programa entero',
  verdicts: {
    refuses: 'Keras {version}: un error',
    ignores: 'Keras {version}: funciona, pero sin decay',
    runs: 'Keras {version}: funciona',
  },
  names: {
    momentum: 'Momentum',
    nesterov: 'Nesterov',
    rmsprop: 'RMSProp',
    adam: 'Adam',
    decay: 'Tasa en potencia, con decay',
    exponential: 'Tasa exponencial, por épocas',
    piecewise: 'Tasa constante por tramos',
    performance: 'Tasa según el desempeño',
    'per-step': 'Tasa exponencial, por pasos',
    l2: 'Penalización L2',
    'max-norm': 'Norma máxima',
    dropout: 'Dropout',
    'monte-carlo': 'Monte Carlo dropout',
  },
  notes: {
    momentum: 'El argumento lr pasó a ser learning_rate, en todos los optimizadores; momentum conserva su nombre.',
    nesterov: 'El mismo argumento. Keras toma el gradiente donde están los pesos: la forma reescrita.',
    rmsprop: 'El mismo argumento. 0,9 es el ρ propio de Keras, que no hace falta escribir.',
    adam: 'El mismo argumento. Los dos β son los propios de Keras.',
    decay:
      'Keras 2 dividía la tasa del paso t por 1 + decay · t. El argumento ya no existe: quien solo renombra lr entrena con tasa constante, y se lo dice una advertencia. InverseTimeDecay dice lo mismo que el viejo decay, con s = 1/decay = 10.000 pasos.',
    exponential:
      'Sigue funcionando: el callback fija la tasa al comienzo de cada época. El programa exportado lo hace igual.',
    piecewise: 'Sigue funcionando. En lo exportado, los límites y las tasas son dos listas.',
    performance:
      'Sigue funcionando, y mira la pérdida de validación. Lo exportado escribe min_delta, porque otras bibliotecas tienen otro.',
    'per-step':
      'El texto dice optimizer, que ningún Keras tuvo; el código dice optimizers, y funciona. Su s son 20 épocas en pasos: con las 5.000 imágenes de aquí, 3.125.',
    l2: 'Sigue funcionando; l2 es un nombre viejo de L2, que es λ Σw², sin el medio que tiene PyTorch.',
    'max-norm': 'Sigue funcionando; max_norm es un nombre viejo de MaxNorm. axis=0 son los pesos de cada unidad.',
    dropout:
      'Funciona, con una advertencia: el tamaño de las imágenes va en un Input. rate es la probabilidad de apagar. En lo exportado la softmax está en la pérdida, donde no puede haber un logaritmo de 0.',
    'monte-carlo':
      'Sigue funcionando: training=True deja el dropout encendido. En lo exportado, el desvío viene con la media.',
  },
};
