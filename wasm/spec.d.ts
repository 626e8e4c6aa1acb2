// Made of the catalog by ./build.sh wasm: change src/, not this file.

export type Convention = 'slides' | 'keras' | 'pytorch';
export type SpecSection = 'root' | 'data' | 'model' | 'layer' | 'optimizer' | 'schedule' | 'augmentation' | 'earlyStopping' | 'average' | 'bagging';
export type SurfaceSection = 'root' | 'surface' | 'optimizer' | 'schedule';
export interface DataSpec {
  id: 'fashion-mnist';
  set: 'starter' | 'full';
  /** integer, 1 to 60000 */ trainSize: number;
  /** integer, 0 to 59999 */ validationSize: number;
  scaling: 'unit' | 'standard' | 'centered';
}
export interface AugmentationSpec {
  flip: boolean;
  /** integer, 0 to 16 */ shift: number;
  /** real, 0 to 180 */ rotate: number;
  /** real, 0 to 0.5 */ scale: number;
  /** real, 0 to 1 */ noise: number;
  /** real, 0 to 4 */ elastic: number;
}
export interface EarlyStoppingSpec {
  /** integer, 0 to 10000 */ patience: number;
  /** real, 0 to 100 */ minDelta: number;
  restoreBest: boolean;
}
export interface AverageSpec {
  kind: 'none' | 'ema' | 'swa';
  /** real, 0 to 0.99999 */ decay: number;
  /** real, 0 to 0.99 */ from: number;
}
export interface BaggingSpec {
  /** integer, 1 to 50 */ models: number;
  bootstrap: boolean;
}
export interface LayerSpec {
  /** integer, 1 to 4096 */ units: number;
  activation: 'linear' | 'relu' | 'leaky_relu' | 'elu' | 'selu' | 'tanh' | 'sigmoid' | 'silu' | 'gelu' | 'softmax';
  initializer: 'he_normal' | 'he_uniform' | 'glorot_normal' | 'glorot_uniform' | 'lecun_normal' | 'zeros';
  /** real, 0.001 to 1000 */ initializerScale: number;
  batchNorm: 'none' | 'before' | 'after';
  /** real, 0 to 0.95 */ dropout: number;
  /** real, 0 to 10 */ l1: number;
  /** real, 0 to 10 */ l2: number;
  /** real, 0 to 1000 */ maxNorm: number;
}
export interface ModelSpec {
  /** real, 0 to 0.95 */ inputDropout: number;
  dropoutMode: 'inverted' | 'classic';
  /** real, 0 to 1 */ batchNormMomentum: number;
  /** real, 1e-16 to 1 */ batchNormEpsilon: number;
  batchNormUnbiased: boolean;
  l1Step: 'subgradient' | 'proximal';
  l2Half: boolean;
  residual: boolean;
  layers: LayerSpec[];
}
export interface OptimizerSgd {
  id: 'sgd';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
}
export interface OptimizerMomentum {
  id: 'momentum';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 1 */ momentum: number;
  rateInVelocity: boolean;
}
export interface OptimizerNesterov {
  id: 'nesterov';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 1 */ momentum: number;
  rateInVelocity: boolean;
  form: 'look-ahead' | 'rewritten';
}
export interface OptimizerAdagrad {
  id: 'adagrad';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 1000 */ initialAccumulator: number;
  /** real, 1e-16 to 1 */ epsilon: number;
  epsilonInsideRoot: boolean;
  minusSign: boolean;
}
export interface OptimizerRmsprop {
  id: 'rmsprop';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 1 */ rho: number;
  /** real, 1e-16 to 1 */ epsilon: number;
  epsilonInsideRoot: boolean;
}
export interface OptimizerAdam {
  id: 'adam';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 0.999999 */ beta1: number;
  /** real, 0 to 0.99999999 */ beta2: number;
  /** real, 1e-16 to 1 */ epsilon: number;
  epsilonHat: boolean;
  biasCorrection: boolean;
  /** integer, 0 to 1 */ firstStep: number;
}
export interface OptimizerAdamw {
  id: 'adamw';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 0.999999 */ beta1: number;
  /** real, 0 to 0.99999999 */ beta2: number;
  /** real, 1e-16 to 1 */ epsilon: number;
  epsilonHat: boolean;
  /** real, 0 to 1 */ weightDecay: number;
}
export interface OptimizerNadam {
  id: 'nadam';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 0.999999 */ beta1: number;
  /** real, 0 to 0.99999999 */ beta2: number;
  /** real, 1e-16 to 1 */ epsilon: number;
  /** real, 0 to 10 */ momentumDecay: number;
}
export interface OptimizerAdamax {
  id: 'adamax';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 0.999999 */ beta1: number;
  /** real, 0 to 0.99999999 */ beta2: number;
  /** real, 1e-16 to 1 */ epsilon: number;
  epsilonInsideMax: boolean;
}
export interface OptimizerLion {
  id: 'lion';
  convention: 'slides' | 'keras' | 'pytorch';
  /** real, 0 to 1000 */ learningRate: number;
  /** real, 0 to 0.999999 */ beta1: number;
  /** real, 0 to 0.999999 */ beta2: number;
  /** real, 0 to 10 */ weightDecay: number;
}
export type OptimizerSpec =
  | OptimizerSgd
  | OptimizerMomentum
  | OptimizerNesterov
  | OptimizerAdagrad
  | OptimizerRmsprop
  | OptimizerAdam
  | OptimizerAdamw
  | OptimizerNadam
  | OptimizerAdamax
  | OptimizerLion;
export interface ScheduleConstant {
  id: 'constant';
  per: 'step' | 'epoch';
}
export interface SchedulePower {
  id: 'power';
  per: 'step' | 'epoch';
  /** real, 0.001 to 1000000000 */ decaySteps: number;
  /** real, 0 to 10 */ exponent: number;
}
export interface ScheduleExponential {
  id: 'exponential';
  per: 'step' | 'epoch';
  /** real, 0.001 to 1000000000 */ decaySteps: number;
}
export interface SchedulePiecewise {
  id: 'piecewise';
  per: 'step' | 'epoch';
  boundaries: number[];
  rates: number[];
}
export interface SchedulePerformance {
  id: 'performance';
  per: 'step' | 'epoch';
  /** real, 0 to 1 */ factor: number;
  /** integer, 0 to 1000 */ patience: number;
  /** real, 0 to 0.5 */ minDelta: number;
  relativeDelta: boolean;
  patienceExceeded: boolean;
  /** integer, 0 to 1000 */ cooldown: number;
  /** real, 0 to 1000 */ minimumRate: number;
}
export interface Schedule1cycle {
  id: '1cycle';
  per: 'step' | 'epoch';
  shape: 'linear' | 'cosine';
  /** real, 0 to 1 */ warmup: number;
  /** real, 1 to 1000000 */ startDivisor: number;
  /** real, 1 to 1000000000 */ finalDivisor: number;
}
export interface ScheduleCosine {
  id: 'cosine';
  per: 'step' | 'epoch';
  /** integer, 0 to 1000000000 */ warmup: number;
  /** real, 0 to 1000 */ minimumRate: number;
}
export type ScheduleSpec =
  | ScheduleConstant
  | SchedulePower
  | ScheduleExponential
  | SchedulePiecewise
  | SchedulePerformance
  | Schedule1cycle
  | ScheduleCosine;
export interface SurfaceQuadratic {
  id: 'quadratic';
  /** real, 1 to 1000 */ kappa: number;
}
export interface SurfaceLongValley {
  id: 'long_valley';
  /** real, 1 to 1000 */ walls: number;
  /** real, 0.001 to 100 */ slope: number;
}
export interface SurfaceSaddle {
  id: 'saddle';
  /** real, 0 to 10 */ quartic: number;
}
export interface SurfaceBeale {
  id: 'beale';
}
export interface SurfaceRosenbrock {
  id: 'rosenbrock';
  /** real, -2 to 2 */ a: number;
  /** real, 0.1 to 1000 */ b: number;
}
export interface SurfaceHimmelblau {
  id: 'himmelblau';
}
export interface SurfacePlane {
  id: 'plane';
  /** real, -100 to 100 */ slopeX: number;
  /** real, -100 to 100 */ slopeY: number;
}
export interface SurfaceCliff {
  id: 'cliff';
  /** real, 0.001 to 100 */ slope: number;
  /** real, 1 to 1000 */ ratio: number;
}
export type SurfaceSpec =
  | SurfaceQuadratic
  | SurfaceLongValley
  | SurfaceSaddle
  | SurfaceBeale
  | SurfaceRosenbrock
  | SurfaceHimmelblau
  | SurfacePlane
  | SurfaceCliff;

/** A full spec of an experiment, as normalize() gives it. */
export interface Spec {
  /** integer, 1 to 1 */ version: number;
  /** integer, 0 to 4294967295 */ seed: number;
  /** real, 0 to 1000000 */ clipNorm: number;
  /** real, 0 to 0.99 */ labelSmoothing: number;
  /** real, 0 to 10 */ mixup: number;
  /** integer, 1 to 60000 */ batchSize: number;
  /** integer, 1 to 10000 */ epochs: number;
  data: DataSpec;
  model: ModelSpec;
  optimizer: OptimizerSpec;
  schedule: ScheduleSpec;
  augmentation: AugmentationSpec;
  earlyStopping: EarlyStoppingSpec;
  average: AverageSpec;
  bagging: BaggingSpec;
}

/** What normalize() and createExperiment() take: what is left out has its default. */
export interface PartialSpec {
  /** integer, 1 to 1 */ version?: number | undefined;
  /** integer, 0 to 4294967295 */ seed?: number | undefined;
  /** real, 0 to 1000000 */ clipNorm?: number | undefined;
  /** real, 0 to 0.99 */ labelSmoothing?: number | undefined;
  /** real, 0 to 10 */ mixup?: number | undefined;
  /** integer, 1 to 60000 */ batchSize?: number | undefined;
  /** integer, 1 to 10000 */ epochs?: number | undefined;
  data?: Some<DataSpec> | undefined;
  augmentation?: Some<AugmentationSpec> | undefined;
  earlyStopping?: Some<EarlyStoppingSpec> | undefined;
  average?: Some<AverageSpec> | undefined;
  bagging?: Some<BaggingSpec> | undefined;
  model?: (Some<Omit<ModelSpec, 'layers'>> & { layers?: Some<LayerSpec>[] | undefined }) | undefined;
  optimizer?: Chosen<OptimizerSpec, 'adam'> | undefined;
  schedule?: Chosen<ScheduleSpec, 'constant'> | undefined;
}

/** A full spec of a run on a surface. */
export interface SurfaceRunSpec {
  /** integer, 1 to 1000000 */ steps: number;
  start: number[];
  surface: SurfaceSpec;
  optimizer: OptimizerSpec;
  schedule: ScheduleSpec;
}

/** What createSurfaceRun() takes; a surface may be its id alone. */
export interface PartialSurfaceRunSpec {
  steps?: number | undefined;
  start?: number[] | undefined;
  surface?: SurfaceSpec['id'] | Chosen<SurfaceSpec, 'quadratic'> | undefined;
  optimizer?: Chosen<OptimizerSpec, 'adam'> | undefined;
  schedule?: Chosen<ScheduleSpec, 'constant'> | undefined;
}

/** Some of the keys; one that is undefined is left out. */
type Some<T> = { [K in keyof T]?: T[K] | undefined };

/** Of a choice among rows, all keys but the id; of the default row the id too. */
type Chosen<T extends { id: string }, Default extends string> = T extends unknown
  ? ({ id: T['id'] } & Some<Omit<T, 'id'>>) | (T['id'] extends Default ? Some<T> : never)
  : never;

/** A field of a spec, as the catalog has it: what a form, a link's check and a help text are made of. */
export interface Field {
  key: string;
  /** TeX, or "" */
  symbol: string;
  kind: 'real' | 'integer' | 'flag' | 'choice' | 'list';
  /** of numbers and lists' items */
  min?: number;
  max?: number;
  scale?: 'linear' | 'log';
  default: FieldValue;
  defaults: Record<Convention, FieldValue>;
  /** of choices */
  options?: string[];
}
export type FieldValue = number | boolean | string | number[];

/** A row of one of the catalog's tables. */
export interface Choice {
  key: string;
  /** TeX */
  formula: string;
  paper: string;
  hyperparameters: Field[];
}

export interface Catalog {
  version: number;
  conventions: Convention[];
  optimizers: (Choice & { extra: boolean, slots: string[] })[];
  schedules: Choice[];
  activations: (Choice & { initializer: string; outputOnly: boolean })[];
  initializers: Choice[];
  regularizers: Choice[];
  sets: { key: string; images: number; trainSize: number; validationSize: number }[];
  surfaces: (Choice & {
    view: { x: [number, number]; y: [number, number] };
    start: [number, number];
    minima: [number, number][];
  })[];
  spec: Record<SpecSection, Field[]>;
  surfaceSpec: Record<SurfaceSection, Field[]>;
}
