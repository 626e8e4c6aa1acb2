/** What is in the messages of protocol.js, as types: nothing of it is loaded. */

export {};

/**
 * @typedef {object} StopConditions whichever comes first
 * @property {number} [epochs]
 * @property {number} [seconds] of the run's own training time
 * @property {number} [accuracy] 0..1, on the validation set, after an epoch
 *
 * @typedef {object} RunOptions
 * @property {StopConditions} [stop]
 * @property {boolean} [evaluateTest] whether the end brings the test set's loss and accuracy; true without it
 * @property {boolean} [paused] whether the run waits for resume() or step() before its first step
 * @property {Float64Array} [rates] the learning rate of every step, in place of the spec's schedule: the run has as
 *   many steps, whatever spec.epochs says
 * @property {'keep' | 'save' | 'free'} [atEnd] what becomes of its memory in the worker: `keep` it until it is freed, as
 *   without it; give it back, and `save` the network, which answers what can be asked of weights; or give back all
 * @property {import('../../wasm/engine/tensors.js').Tensor[]} [weights] that it begins from, in place of the initializers
 * @property {number} [member] of spec.bagging.models, from 0: that one alone is trained
 * @property {boolean} [evaluateTrain] whether epochs come with their `evaluatedLoss`, which takes a pass over the training set
 * @property {boolean} [mirrored] whether the end comes with the test set's figures with mirror images averaged in
 * @property {WatchOptions} [watch] what is looked at on the way, from before the first step; a paused run is looked at too
 *
 * @typedef {object} WatchOptions every how many steps
 * @property {number} [layers] each layer's figures
 * @property {number} [sharpness] the largest eigenvalue of the Hessian of the loss on the whole training set; in runs of
 *   very many steps less often
 * @property {number} [weights] all trained parameters; at the end of the run, too
 */

/**
 * @typedef {import('../../wasm/spec.d.ts').Spec} Spec full
 * @typedef {import('../../wasm/engine/experiment.js').EpochRecord} EpochRecord
 * @typedef {{ step: number, seconds: number, learningRate: number }} EpochEnd seconds of own training time until then
 * @typedef {EpochRecord & EpochEnd} EpochReport
 *
 * @typedef {'done' | 'stopped-early' | 'diverged' | 'stopped'} EndStatus done: all epochs, or a stop condition was met;
 *   stopped: by stop()
 * @typedef {'epochs' | 'early-stopping' | 'diverged' | 'seconds' | 'accuracy' | 'request'} EndReason
 *
 * @typedef {object} RunState
 * @property {number} step
 * @property {number} epoch how many have ended
 * @property {number} seconds
 * @property {number} learningRate
 * @property {'running' | 'paused' | EndStatus} status
 */

/**
 * @typedef {object} ProgressReport
 * @property {string} file that has just grown
 * @property {number} done bytes of the set's files that have come
 * @property {number | null} total of how many; null where the server does not tell
 *
 * @typedef {object} NoticeReport
 * @property {'fallback'} kind
 * @property {string} from the data set that is not there
 * @property {string} to the one that is taken instead
 * @property {Spec} spec that is run instead
 *
 * @typedef {object} ReadyReport
 * @property {string} initialHash of the initial weights
 * @property {string} orderHash of the first epoch's order of the training set: equal for runs with equal minibatches
 * @property {number} totalSteps
 * @property {number} stepsPerEpoch
 * @property {number} trainCount
 * @property {number} validationCount
 * @property {number} testCount
 * @property {string} dataSet
 * @property {Spec} spec
 *
 * @typedef {object} SliceReport
 * @property {number} firstStep of losses[0], counted from 1
 * @property {number} step the last one taken
 * @property {number} epoch how many have ended
 * @property {Float32Array} losses of the minibatches, one a step, of the data alone
 * @property {Float32Array} penalties of the weights that each of these steps started from
 * @property {number} learningRate of the last step
 * @property {EpochReport[]} epochs that ended
 * @property {number} seconds of own training time so far
 * @property {number} imagesPerSecond trained on, over these seconds
 * @property {number} threads that took the last steps
 *
 * @typedef {object} WatchedReport
 * @property {number} step after which this holds; 0 is the start
 * @property {number} loss NaN where no layers were looked at
 * @property {import('../../wasm/engine/curvature.js').LayerStatistics[]} layers from the first one up, of some images; or none
 * @property {{ value: number, distance: number, converged: boolean } | null} sharpness λ₁, and how far from it an eigenvalue is
 *   at most; null where it was not looked at
 * @property {Float32Array} [weights] where they were looked at
 *
 * @typedef {object} MeasuredReport
 * @property {number} share 0..1, of the measurement that is under way
 *
 * @typedef {object} EndReport
 * @property {EndStatus} status
 * @property {EndReason} reason
 * @property {number} step how many were taken
 * @property {number} [divergedAt] of what diverged: the step; see wasm/divergence.js
 * @property {number} epoch how many have ended
 * @property {number | null} bestEpoch by validation loss, from 1, where early stopping watches
 * @property {number} seconds
 * @property {{ loss: number, accuracy: number } | null} test
 * @property {{ loss: number, accuracy: number } | null} [mirrored] with the mirror images averaged in; null where they could not be had
 * @property {import('../../wasm/record/record.js').DataHashes | null} data that it was trained and tested with; null as weightsHash
 * @property {string | null} weightsHash null when it was stopped before its data had come
 * @property {Uint8Array | null} network as run.save() gives it, where the run was to save it
 *
 * @typedef {object} ErrorReport
 * @property {string} message
 * @property {string} [path] of the spec's key that is wrong
 * @property {string} [code] of what is wrong, with `values`, for who words it in another language
 * @property {Record<string, unknown>} [values]
 * @property {boolean} lost with its worker
 */

/**
 * @typedef {object} Confusion
 * @property {Uint32Array} counts [classes, classes] over the test set: rows are the true class, columns the predicted
 * @property {number} classes
 * @property {number} step
 *
 * @typedef {object} Misclassified
 * @property {Uint8Array} images [n, rows·columns], the surest first
 * @property {Uint32Array} indices in the test set
 * @property {Float32Array} probabilities [n, classes]
 * @property {number} rows
 * @property {number} columns
 * @property {number} total how many the cell has, beyond the limit
 * @property {number} step
 *
 * @typedef {object} FirstLayer
 * @property {number} inputs
 * @property {number} outputs
 * @property {Float32Array} values [outputs, inputs]: the incoming weights of one unit after the other
 * @property {number} step
 *
 * @typedef {object} LayerWeights
 * @property {string} name "dense1" …
 * @property {number} inputs
 * @property {number} units
 * @property {number} firstBin number k of the first bin, which holds the weights nearest to k · binWidth
 * @property {number} binWidth
 * @property {Uint32Array} counts of the kernel's weights in each bin
 * @property {Float32Array} norms [units]: ‖w‖₂ of the weights that lead into each unit
 * @property {number} zeros how many weights are as good as 0
 * @property {number} exact how many are exactly 0
 *
 * @typedef {object} Weights
 * @property {LayerWeights[]} layers
 * @property {number} zeroBelow |w| that is as good as 0
 * @property {number} step
 *
 * @typedef {object} Masks dropout's of the last minibatch
 * @property {{ name: string, units: number, values: Uint8Array }[]} sites "input", "dense1" …; values [samples, units]: 1
 *   kept, 0 dropped
 * @property {number} samples
 * @property {Uint8Array} images [samples, rows·columns] that these units saw
 * @property {number} rows
 * @property {number} columns
 * @property {number} step
 *
 * @typedef {object} EpochImages
 * @property {Uint8Array} originals [indices, rows·columns]
 * @property {Uint8Array} images [epochs, indices, rows·columns]
 * @property {number} rows
 * @property {number} columns
 *
 * @typedef {object} GradientNoise
 * @property {number} loss of the whole training set
 * @property {number} gradientNormSquared ‖g‖² of the full gradient g
 * @property {number[]} sizes
 * @property {Float64Array} noise [sizes]: mean of ‖gₙ − g‖² over the samples, minibatches of n drawn with replacement
 * @property {Float64Array} standardError [sizes] of that mean
 * @property {number} samples
 * @property {number} step
 */

/**
 * @typedef {object} NetworkInfo of a network that was restored
 * @property {Spec} spec that it was trained with
 * @property {number} classes
 * @property {string} weightsHash
 *
 * @typedef {object} Classified n images, each by itself
 * @property {Float32Array} probabilities [n, classes] without dropout
 * @property {Float32Array} samples [n, passes, classes] with it
 * @property {number} classes
 * @property {number} passes
 *
 * @typedef {object} PredictedRange of a set; the figures of the passes are there when there were any
 * @property {number} first
 * @property {number} count
 * @property {string} source which set it was: another one where the wanted one is not on the server
 * @property {number} total images of the set
 * @property {Float32Array} probabilities [count, classes] without dropout
 * @property {Float32Array} [mean] [count, classes]
 * @property {Float32Array} [std] [count, classes]
 * @property {Float32Array} [entropy] [count] of the mean, nats
 * @property {Float32Array} [expectedEntropy] [count]
 * @property {Float32Array} [mutualInformation] [count]
 * @property {Float32Array} [samples] [passes, count, classes]
 * @property {number} milliseconds that it took
 *
 * @typedef {object} TestImages
 * @property {string} source as above
 * @property {Uint32Array} indices
 * @property {Uint8Array} images [n, rows·columns]
 * @property {Uint8Array} labels [n]
 * @property {number} total
 *
 * @typedef {object} Judgement of several predictions for a set
 * @property {Uint8Array} labels
 * @property {import('../../wasm/engine/uncertainty.js').PredictionScore[]} scores of each
 * @property {Uint8Array[]} correct [n] of each, 1 where it is right
 * @property {{ a: number, b: number, onlyA: number, onlyB: number, p: number }[]} pairs McNemar's test of each pair
 */

/**
 * @typedef {import('./transform.js').Change} Change
 * @typedef {{ temperature: number, others: Float32Array[] }} Tempered the temperature of the least negative log-likelihood, and other
 *   predictions with it
 */

/** Without what the pool adds. @template T @typedef {T extends unknown ? Omit<T, 'request' | 'run'> : never} Unaddressed */

/**
 * What can be asked of weights alone; beside `confusion` and `misclassified`, of the test set.
 * @typedef {{ type: 'confusion' | 'weights' }
 *   | { type: 'misclassified', trueClass: number, predictedClass: number, limit: number }
 *   | { type: 'firstLayer', limit: number }} Question
 *
 * @typedef {{ type: 'warm', request: number, spec: unknown }
 *   | { type: 'ping' }
 *   | { type: 'hold', held: boolean }
 *   | { type: 'threads', threads: number }
 *   | { type: 'helper', helper: number, message: string }
 *   | { type: 'run', run: number, spec: unknown, options: RunOptions }
 *   | { type: 'free', run: number }
 *   | RunRequest | NetworkRequest} PageMessage helper: one of the worker's threads could not be started, or failed
 *
 * @typedef {{ request: number, run: number } & (
 *   { type: 'pause' | 'resume' | 'stop' | 'confusion' | 'weights' | 'masks' }
 *   | { type: 'step', count: number }
 *   | { type: 'rate', rate: number }
 *   | { type: 'misclassified', trueClass: number, predictedClass: number, limit: number }
 *   | { type: 'firstLayer', limit: number }
 *   | { type: 'images', epochs: number, indices: number[] }
 *   | { type: 'gradientNoise', sizes: number[], samples: number }
 *   | { type: 'save' })} RunRequest
 *
 * @typedef {{ request: number } & (
 *   { type: 'restore', network: number, bytes: Uint8Array }
 *   | { type: 'release', network: number }
 *   | { type: 'inspect', network: number, source: string, question: Question }
 *   | { type: 'classify', network: number, images: Uint8Array, passes: number, seed: number }
 *   | { type: 'predict', network: number, source: string, first: number, count: number, passes: number, seed: number,
 *     keepSamples: boolean, change: Change | null }
 *   | { type: 'testImages', source: string, indices: number[] }
 *   | { type: 'judge', source: string, candidates: Float32Array[] }
 *   | { type: 'separate', positives: Float32Array, negatives: Float32Array }
 *   | { type: 'temper', source: string, candidate: Float32Array, others: Float32Array[] }
 *   | { type: 'spread', source: string, candidate: Float32Array }
 *   | { type: 'landscape', landscape: number, task: LandscapeTask })} NetworkRequest source: the test images of a set; "noise";
 *     "validation:starter:1000", the last so many of a set's training images; "validation:ready", those of the ready network
 *
 * @typedef {{ kind: 'plane', checkpoints: Float32Array[], center: number, first: number, random: number | null, spec: Spec }
 *   | { kind: 'open', spec: Spec, images: number, plane: import('../../wasm/landscape/vectors.js').Plane }
 *   | { kind: 'heights', first: number, count: number, points: Float64Array }
 *   | { kind: 'heights', first: number, count: number, weights: Float32Array[] }
 *   | { kind: 'close' }} LandscapeTask of one plane, by its number. `plane`: through checkpoints[center], whose way begins at
 *   checkpoints[first], or of random directions with that seed; `open`: its heights will be asked, of so many images of the
 *   spec's training set; `heights`: at count points [x, y …] of it, or at given weights
 *
 * @typedef {object} LandscapePlane
 * @property {Float32Array} center [P]
 * @property {Float64Array} x [P]
 * @property {Float64Array} y [P]
 * @property {Float64Array} shares of the variance, of each principal component; empty for random directions
 * @property {Float64Array} points [checkpoints, 2] of the plane that are nearest to the checkpoints
 * @property {Float64Array} distances [checkpoints] from it
 *
 * @typedef {{ first: number, count: number, losses: Float64Array, milliseconds: number }} LandscapeRange
 *
 * @typedef {object} Answers to what is asked with a number, by its type
 * @property {null} warm
 * @property {RunState} pause
 * @property {RunState} resume
 * @property {RunState} stop
 * @property {RunState} step
 * @property {RunState} rate
 * @property {Confusion} confusion
 * @property {Misclassified} misclassified
 * @property {FirstLayer} firstLayer
 * @property {Weights} weights
 * @property {Masks} masks
 * @property {EpochImages} images
 * @property {GradientNoise} gradientNoise
 * @property {{ bytes: Uint8Array }} save
 * @property {NetworkInfo} restore
 * @property {null} release
 * @property {object} inspect what the question answers, but for the step
 * @property {Classified} classify
 * @property {PredictedRange} predict
 * @property {TestImages} testImages
 * @property {Judgement} judge
 * @property {number} separate
 * @property {Tempered} temper
 * @property {import('../../wasm/statistics/calibration.js').CalibrationSpread} spread
 * @property {LandscapePlane | LandscapeRange | { images: number } | null} landscape
 *
 * @typedef {Unaddressed<RunRequest>} RunQuestion
 * @typedef {Unaddressed<NetworkRequest> | { type: 'warm', spec: unknown }} WorkerQuestion that concerns no run
 *
 * @typedef {{ type: 'hello', version: number }
 *   | { type: 'pong' }
 *   | { type: 'busy', milliseconds: number }
 *   | { type: 'alone' }
 *   | { type: 'helper', helper: number, name: string, call: unknown }
 *   | { type: 'crashed', message: string }
 *   | { type: 'answer', request: number, value: unknown }
 *   | { type: 'refusal', request: number } & Omit<ErrorReport, 'lost'>
 *   | RunMessage} WorkerMessage busy: before work that keeps the worker from answering, at most about so long;
 *   alone: the threads that were asked for did not come; helper: the page is to make a thread that takes this call, or, where it
 *   is null, to end the one of that number
 *
 * @typedef {{ run: number } & (
 *   { type: 'progress' } & ProgressReport
 *   | { type: 'notice' } & NoticeReport
 *   | { type: 'ready' } & ReadyReport
 *   | { type: 'slice' } & SliceReport
 *   | { type: 'measured' } & MeasuredReport
 *   | { type: 'watched' } & WatchedReport
 *   | { type: 'end' } & EndReport
 *   | { type: 'error' } & ErrorReport)} RunMessage
 */

/**
 * @typedef {object} SetOptions of a prediction for a whole set, which the pool cuts into ranges
 * @property {number} [passes] with dropout; 0: only the prediction without
 * @property {number} [seed] of the masks
 * @property {boolean} [keepSamples]
 * @property {import('./transform.js').Change | null} [change] what is done to every image before; only without passes
 * @property {AbortSignal} [signal] ends it, with an AbortError
 * @property {(progress: { done: number, total: number }) => void} [onProgress] images
 *
 * @typedef {object} Predicted for a whole set
 * @property {string} source which set it was: another one where the wanted one is not on the server
 * @property {number} count of images
 * @property {Float32Array} probabilities [count, classes] without dropout
 * @property {Float32Array} [mean] [count, classes]
 * @property {Float32Array} [std] [count, classes]
 * @property {Float32Array} [entropy] [count] of the mean, nats
 * @property {Float32Array} [expectedEntropy] [count]
 * @property {Float32Array} [mutualInformation] [count]
 * @property {Float32Array[]} [samples] of each pass [count, classes]
 * @property {number} milliseconds of all workers' own time together
 */
