/** Las lecciones sobre incertidumbre: qué se ve, por qué, y qué probar. Una línea vacía separa los párrafos de `text`. */
export default {
  'mc-dropout': {
    title: 'MC dropout: preguntar cien veces',
    sentence: 'Sin dropout la red jura que es una bota; cien subredes dicen que sí, pero que podría ser una zapatilla.',
    text: `\
La red ya está entrenada, con dropout 0,2. Con dropout apagado le da a la primera imagen de prueba un 96 % de ser
bota. Con dropout encendido y 100 pasadas, la media es 84 % y el desvío, 19 %: algunas subredes ven una zapatilla (12
%) o una sandalia (4 %). Cada pasada sortea qué unidades callan, así que contesta otra red; Gal y Ghahramani mostraron
que promediarlas aproxima una predicción bayesiana, sin entrenar nada de nuevo.

Con «Ruido» se ve para qué sirve. Mil imágenes de grises al azar no son ninguna prenda, y sin dropout la red está más
segura de ellas que de la ropa: la entropía media es 0,10 nats contra 0,26. Con MC dropout es 1,52 contra 0,39, y
alcanza para separarlas casi siempre (AUROC 0,99).

La exactitud es otra cosa. En las diez mil imágenes de prueba pasa de 88,1 % a 87,9 %: 71 imágenes a favor de una, 54
a favor de la otra, y el test de McNemar da p = 0,15. Lo que mejora un poco son las probabilidades: la
log-verosimilitud negativa baja de 0,334 a 0,328.

Para probar: rote la bota de a poco. ¿En qué ángulo deja de estar segura, y en cuáles está segura de otra cosa?`,
  },
  bagging: {
    title: 'Bagging: diez redes en lugar de una',
    sentence: 'Diez redes promediadas aciertan diez imágenes más de mil, y eso no alcanza para llamarlas mejores.',
    text: `\
Se entrenan once redes con 5.000 imágenes: una con dropout 0,2 y diez sin él, cada una con su muestra bootstrap y su
inicialización. Las diez se promedian; la de dropout contesta con diez pasadas, y también con una sola y con cien. Una
sola de las diez tiene una log-verosimilitud negativa de 0,70: sobreajustó y está demasiado segura. Juntas, 0,46: los
errores que no comparten se cancelan.

En las mil imágenes de prueba, bagging acierta el 85,7 %, y una pasada sin dropout, el 84,7 %. Parece mejor. Pero hay
40 imágenes que solo acierta bagging y 30 que solo acierta la otra; una moneda da algo así de desparejo el 28 % de las
veces. Contra MC dropout con diez pasadas (84,0 %), p = 0,06: tampoco alcanza.

Con más imágenes se decide. Elija el conjunto completo y baje las imágenes de entrenamiento a 5.000: sobre diez mil de
prueba, bagging acierta 84,8 % contra 83,6 %, y p = 0,00002. La diferencia casi no cambió; lo que creció es la
muestra.

Para probar: entrene las diez también con dropout, y después sin bootstrap. ¿Qué cambia en la log-verosimilitud?`,
  },
};
