/** The loss around the paths of runs; loaded when it is asked for. */
export default {
  title: 'The loss landscape',
  picture: 'The loss on the plane',
  cursor: 'Reads the loss on the plane with the arrow keys; End: where the path ends',
  readout: 'x {x}, y {y}: loss {loss}',
  idle: 'Press Train: the weights of each run are kept along its path, and the plane is drawn when the runs are over.',
  waiting: 'The weights are being kept along the path. The plane is drawn when the runs are over.',
  none: 'Nothing was kept of these runs that a plane could be drawn through: they began before this was asked for, or left the finite numbers at once. Press Train.',
  tooLarge:
    'The weights of this network are too many to be kept along the path. Narrower layers or fewer contestants leave room.',
  working: 'Finding losses on the plane: {share}.',
  left: '{time} left.',
  stopped: 'Stopped. What had been found stands there.',
  again: 'Find the losses',
  cancel: 'Cancel',
  progress: 'Progress of the landscape',
  failed: 'The landscape could not be drawn: {message}',
  refused: {
    few: 'it takes three looks at the weights at least. Train for more steps.',
    flat: 'the weights that were kept lie on a line, or are all the same, or one path went so far that the others count for nothing beside it: there is no second direction. Random directions make a plane.',
  },
  said: { running: 'Finding losses on the plane.' },
  ofWays:
    'The plane has {share} of the variance of all that was kept; a random walk in as many dimensions would have {walk} of its own in two.',
  ofDirections: 'Two random directions (seed {seed}), each as long as the weights.',
  shrinks:
    'Of the path of {name}, from its start to its end, the plane shows {share} of the length: all paths shrink to a point.',
  ends: '{name} ended at a loss of {own}; where the picture shows its end, the loss is {projected}.',
  end: '{name} ended at a loss of {own}; the plane goes through that point, and has {projected} there.',
  leftOut:
    'Not drawn: {names}. Their loss is another function of the weights than that of {whose}, or they diverged; another contestant may be chosen for its own plane.',
  lastPoint:
    'The last point of {names} is what the run gives in the end, the average of its weights or those of its best epoch, and not where its last step led.',
  hides:
    'What the picture hides: paths do not lie in the plane. Drawn are the points of the plane that are nearest to them, and the loss there is not the loss of the path. Both are below: as lines, what each path went through; with marks, what the picture shows at its line.',
  curves: 'The path’s loss, and the loss where it is drawn',
  onPlane: '{name}, on the plane',
  emptyCurves: 'The losses of the paths and of their points on the plane will show here.',
  table: 'The paths, and what the plane has of them',
  columns: {
    id: 'Contestant',
    own: 'Loss at its end',
    projected: 'Loss where it is drawn',
    above: 'Higher, on average',
    distance: 'Farthest from the plane',
  },
  csv: 'CSV of the landscape',
  inWords: 'On the plane the loss goes from {least} to {most}.',
  wayInWords:
    '{name} ends at a loss of {own}; drawn where the loss is {projected}, up to {distance} of its length away from the plane.',
  stood: 'The path of {name} has no length: its weights stayed where they began, at a loss of {own}.',
  explain: {
    planes:
      'The loss is a function of all weights, many thousands; a picture has two directions. “Of the paths”: the two principal components of all weights that were kept along the paths, less their mean; the plane goes through the end of one contestant. “Random”: two normal draws in which the weights that lead into a unit are as long as that unit’s own, and biases 0 (Li et al., 2018), so that 1 is as far as the weights are large.\n\nA large share of the variance does not show that the path is flat: of a single random walk in many dimensions two components have 76%, and drawn on them it is a smooth curve (Antognini and Sohl-Dickstein, 2018).',
    picture:
      'Darker is lower on light paper, lighter is higher on dark: the scale below tells. Each loss is the mean cross-entropy of the first training images, with plain labels, nothing dropped and no penalty; batch normalization takes those images’ own mean and variance at every point, since moving statistics belong to other weights. A ring is a start, a mark an end.\n\nBoth directions have the same unit. The cursor reads losses between the points that were computed.',
    curves:
      'Lines: the loss at the weights that the run had. With marks: the loss at the nearest points of the plane, which is what the picture shows under its line. Where they part, the valley that is seen is not the one that was gone through.',
    own: 'At the last weights of the run, of the same images as the picture.',
    projected: 'At the point of the plane that is nearest to the last weights.',
    above: 'The mean over all weights that were kept: the loss on the plane less the path’s own.',
    distance:
      'The largest distance of the path from the plane, as a share of the distance between its start and its end.',
  },
};
