#include "nn/surface.h"

static void set_hessian(double h[3], double xx, double xy, double yy) {
  h[0] = xx;
  h[1] = xy;
  h[2] = yy;
}

static size_t one_minimum(double point[2], double x, double y) {
  point[0] = x;
  point[1] = y;
  return 1;
}

static size_t origin(const void *own, double points[MAX_MINIMA][2]) {
  (void)own;
  return one_minimum(points[0], 0, 0);
}

/* -- quadratic: (x² + kappa y²) / 2, whose Hessian has the eigenvalues 1 and kappa ----------- */

typedef struct {
  double kappa;
} quadratic_spec;

static double quadratic_value(const void *own, double x, double y) {
  const quadratic_spec *p = own;
  return 0.5 * (x * x + p->kappa * y * y);
}

static void quadratic_gradient(const void *own, double x, double y, double g[2]) {
  const quadratic_spec *p = own;
  g[0] = x;
  g[1] = p->kappa * y;
}

SELDOM static void quadratic_hessian(const void *own, double x, double y, double h[3]) {
  const quadratic_spec *p = own;
  (void)x, (void)y;
  set_hessian(h, 1, 0, p->kappa);
}

static const surface quadratic = {
    .c = {.key = "quadratic",
          .formula = "f(x, y) = \\tfrac12 \\left(x^2 + \\kappa\\, y^2\\right)",
          .paper = "Goodfellow, Bengio and Courville, 2016, section 4.3",
          .hp = {REAL_LOG(quadratic_spec, kappa, "kappa", "\\kappa", SAME(10), 1, 1000)}},
    .value = quadratic_value,
    .gradient = quadratic_gradient,
    .hessian = quadratic_hessian,
    .view = {-4, 4, -2.5, 2.5},
    .start = {-3, 1},
    .minima = origin};

/* -- long valley: steep walls, and a floor that falls with a slope that hardly changes ------- */

typedef struct {
  double walls, slope;
} valley_spec;

static double long_valley_value(const void *own, double x, double y) {
  const valley_spec *p = own;
  return p->slope * (__builtin_sqrt(1.0 + x * x) - 1.0) + 0.5 * p->walls * y * y;
}

static void long_valley_gradient(const void *own, double x, double y, double g[2]) {
  const valley_spec *p = own;
  g[0] = p->slope * x / __builtin_sqrt(1.0 + x * x);
  g[1] = p->walls * y;
}

SELDOM static void long_valley_hessian(const void *own, double x, double y, double h[3]) {
  const valley_spec *p = own;
  const double slope2 = 1.0 + x * x;
  (void)y;
  set_hessian(h, p->slope / (slope2 * __builtin_sqrt(slope2)), 0, p->walls);
}

static const surface long_valley = {
    .c = {.key = "long_valley",
          .formula = "f(x, y) = s \\left(\\sqrt{1 + x^2} - 1\\right) + \\tfrac12\\, w\\, y^2",
          .paper = "after Radford, 2014",
          .hp = {REAL_LOG(valley_spec, walls, "walls", "w", SAME(20), 1, 1000),
                 REAL_LOG(valley_spec, slope, "slope", "s", SAME(0.5), 0.001, 100)}},
    .value = long_valley_value,
    .gradient = long_valley_gradient,
    .hessian = long_valley_hessian,
    .view = {-5, 2, -1, 1},
    .start = {-4, 0.5},
    .minima = origin};

/* -- saddle: x² - y², which falls without end, or c y⁴ bounds it ----------------------------- */

typedef struct {
  double c;
} saddle_spec;

static double saddle_value(const void *own, double x, double y) {
  const saddle_spec *p = own;
  return x * x - y * y + p->c * (y * y) * (y * y);
}

static void saddle_gradient(const void *own, double x, double y, double g[2]) {
  const saddle_spec *p = own;
  g[0] = 2 * x;
  g[1] = -2 * y + 4 * p->c * y * y * y;
}

static size_t saddle_minima(const void *own, double points[MAX_MINIMA][2]) {
  const saddle_spec *p = own;
  if (p->c <= 0) return 0;
  const double y = __builtin_sqrt(0.5 / p->c);
  (void)one_minimum(points[0], 0, -y);
  (void)one_minimum(points[1], 0, y);
  return 2;
}

SELDOM static void saddle_hessian(const void *own, double x, double y, double h[3]) {
  const saddle_spec *p = own;
  (void)x;
  set_hessian(h, 2, 0, -2 + 12 * p->c * y * y);
}

static const surface saddle = {
    .c = {.key = "saddle",
          .formula = "f(x, y) = x^2 - y^2 + c\\, y^4",
          .paper = "after Radford, 2014; Dauphin et al., 2014",
          .hp = {REAL(saddle_spec, c, "quartic", "c", SAME(0.125), 0, 10)}},
    .value = saddle_value,
    .gradient = saddle_gradient,
    .hessian = saddle_hessian,
    .view = {-2, 2, -2.5, 2.5},
    .start = {1.5, 0.001},
    .minima = saddle_minima};

/* -- beale: plateaus, a steep rim, and a narrow curved floor --------------------------------- */

static double beale_value(const void *own, double x, double y) {
  (void)own;
  const double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
  return a * a + b * b + c * c;
}

static void beale_gradient(const void *own, double x, double y, double g[2]) {
  (void)own;
  const double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
  g[0] = 2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1));
  g[1] = 2 * x * (a + 2 * b * y + 3 * c * y * y);
}

static size_t beale_minima(const void *own, double points[MAX_MINIMA][2]) {
  (void)own;
  return one_minimum(points[0], 3, 0.5);
}

SELDOM static void beale_hessian(const void *own, double x, double y, double h[3]) {
  (void)own;
  const double a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
  const double ax = y - 1, bx = y * y - 1,
               cx = y * y * y - 1;                         /* derivatives of a, b and c by x … */
  const double ay = x, by = 2 * x * y, cy = 3 * x * y * y; /* … and by y */
  set_hessian(h, 2 * (ax * ax + bx * bx + cx * cx),
              2 * (ax * ay + a + bx * by + 2 * y * b + cx * cy + 3 * y * y * c),
              2 * (ay * ay + by * by + 2 * x * b + cy * cy + 6 * x * y * c));
}

static const surface beale = {
    .c = {.key = "beale",
          .formula = "f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
          .paper = "Beale, 1958"},
    .value = beale_value,
    .gradient = beale_gradient,
    .hessian = beale_hessian,
    .view = {-4.5, 4.5, -4.5, 4.5},
    .start = {0.75, 1.375},
    .minima = beale_minima};

/* -- rosenbrock: a curved valley ------------------------------------------------------------- */

typedef struct {
  double a, b;
} rosenbrock_spec;

static double rosenbrock_value(const void *own, double x, double y) {
  const rosenbrock_spec *p = own;
  const double along = p->a - x, across = y - x * x;
  return along * along + p->b * across * across;
}

static void rosenbrock_gradient(const void *own, double x, double y, double g[2]) {
  const rosenbrock_spec *p = own;
  const double along = p->a - x, across = y - x * x;
  g[0] = -2 * along - 4 * p->b * across * x;
  g[1] = 2 * p->b * across;
}

static size_t rosenbrock_minima(const void *own, double points[MAX_MINIMA][2]) {
  const rosenbrock_spec *p = own;
  return one_minimum(points[0], p->a, p->a * p->a);
}

SELDOM static void rosenbrock_hessian(const void *own, double x, double y, double h[3]) {
  const rosenbrock_spec *p = own;
  set_hessian(h, 2 - 4 * p->b * (y - 3 * x * x), -4 * p->b * x, 2 * p->b);
}

static const surface rosenbrock = {
    .c = {.key = "rosenbrock",
          .formula = "f(x, y) = (a - x)^2 + b\\, (y - x^2)^2",
          .paper = "Rosenbrock, 1960",
          .hp = {REAL(rosenbrock_spec, a, "a", "a", SAME(1), -2, 2),
                 REAL_LOG(rosenbrock_spec, b, "b", "b", SAME(100), 0.1, 1000)}},
    .value = rosenbrock_value,
    .gradient = rosenbrock_gradient,
    .hessian = rosenbrock_hessian,
    .view = {-2, 2, -1, 3},
    .start = {-1.25, 1},
    .minima = rosenbrock_minima};

/* -- himmelblau: four minima, all 0 ---------------------------------------------------------- */

static double himmelblau_value(const void *own, double x, double y) {
  (void)own;
  const double a = x * x + y - 11, b = x + y * y - 7;
  return a * a + b * b;
}

static void himmelblau_gradient(const void *own, double x, double y, double g[2]) {
  (void)own;
  const double a = x * x + y - 11, b = x + y * y - 7;
  g[0] = 4 * a * x + 2 * b;
  g[1] = 2 * a + 4 * b * y;
}

static size_t himmelblau_minima(const void *own, double points[MAX_MINIMA][2]) {
  static const double known[MAX_MINIMA][2] = {{3, 2},
                                              {-2.805118086952745, 3.131312518250573},
                                              {-3.779310253377747, -3.283185991286170},
                                              {3.584428340330492, -1.848126526964404}};
  (void)own;
  for (size_t n = 0; n < MAX_MINIMA; n++)
    for (size_t i = 0; i < 2; i++) points[n][i] = known[n][i];
  return MAX_MINIMA;
}

SELDOM static void himmelblau_hessian(const void *own, double x, double y, double h[3]) {
  (void)own;
  const double a = x * x + y - 11, b = x + y * y - 7;
  set_hessian(h, 4 * a + 8 * x * x + 2, 4 * (x + y), 4 * b + 8 * y * y + 2);
}

static const surface himmelblau = {.c = {.key = "himmelblau",
                                         .formula = "f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
                                         .paper = "Himmelblau, 1972"},
                                   .value = himmelblau_value,
                                   .gradient = himmelblau_gradient,
                                   .hessian = himmelblau_hessian,
                                   .view = {-5, 5, -5, 5},
                                   .start = {0, 0},
                                   .minima = himmelblau_minima};

/* -- plane: a constant gradient -------------------------------------------------------------- */

typedef struct {
  double a, b;
} plane_spec;

static double plane_value(const void *own, double x, double y) {
  const plane_spec *p = own;
  return p->a * x + p->b * y;
}

static void plane_gradient(const void *own, double x, double y, double g[2]) {
  const plane_spec *p = own;
  (void)x, (void)y;
  g[0] = p->a;
  g[1] = p->b;
}

SELDOM static void plane_hessian(const void *own, double x, double y, double h[3]) {
  (void)own, (void)x, (void)y;
  set_hessian(h, 0, 0, 0);
}

static const surface plane = {
    .c = {.key = "plane",
          .formula = "f(x, y) = a\\, x + b\\, y",
          .paper = "Goodfellow, Bengio and Courville, 2016, section 8.3.2",
          .hp = {REAL(plane_spec, a, "slopeX", "a", SAME(1), -100, 100),
                 REAL(plane_spec, b, "slopeY", "b", SAME(0.25), -100, 100)}},
    .value = plane_value,
    .gradient = plane_gradient,
    .hessian = plane_hessian,
    .view = {-5, 5, -5, 5},
    .start = {4, 4}};

/* -- cliff: downhill along x; at x = 0 the slope falls from s to s / q ------------------------
   Between -1/16 and 1/16 the slope changes in proportion, so that the gradient has no jump. Across,
   a shallow channel keeps runs in the picture. */

typedef struct {
  double slope, ratio;
} cliff_spec;

static const double cliff_edge = 0.0625, cliff_channel = 0.25;

static double cliff_value(const void *own, double x, double y) {
  const cliff_spec *p = own;
  const double steep = p->slope, flat = steep / p->ratio;
  const double floor = 0.5 * cliff_channel * y * y;
  if (x <= -cliff_edge) return floor - steep * x;
  if (x >= cliff_edge) return floor - flat * x;
  const double bend = 0.25 * (steep - flat);
  return floor - 0.5 * (steep + flat) * x + bend * (x * x / cliff_edge + cliff_edge);
}

static void cliff_gradient(const void *own, double x, double y, double g[2]) {
  const cliff_spec *p = own;
  const double steep = p->slope, flat = steep / p->ratio;
  g[1] = cliff_channel * y;
  if (x <= -cliff_edge) g[0] = -steep;
  else if (x >= cliff_edge) g[0] = -flat;
  else g[0] = 0.5 * ((steep - flat) * (x / cliff_edge) - (steep + flat));
}

SELDOM static void cliff_hessian(const void *own, double x, double y, double h[3]) {
  const cliff_spec *p = own;
  const double steep = p->slope, flat = steep / p->ratio;
  const bool bends = x > -cliff_edge && x < cliff_edge;
  (void)y;
  set_hessian(h, bends ? 0.5 * (steep - flat) / cliff_edge : 0, 0, cliff_channel);
}

static const surface cliff = {
    .c = {.key = "cliff",
          .formula = "\\frac{\\partial f}{\\partial x} = \\begin{cases} -s & x < 0 \\\\ "
                     "-s/q & x > 0 \\end{cases},\\qquad \\frac{\\partial f}{\\partial y} = "
                     "\\tfrac14\\, y",
          .paper = "after Tieleman and Hinton, 2012",
          .hp = {REAL_LOG(cliff_spec, slope, "slope", "s", SAME(1), 0.001, 100),
                 REAL_LOG(cliff_spec, ratio, "ratio", "q", SAME(10), 1, 1000)}},
    .value = cliff_value,
    .gradient = cliff_gradient,
    .hessian = cliff_hessian,
    .view = {-3, 5, -2, 2},
    .start = {-2, 1}};

/* -- the catalog ----------------------------------------------------------------------------- */

const surface *const surfaces[] = {&quadratic,  &long_valley, &saddle, &beale, &rosenbrock,
                                   &himmelblau, &plane,       &cliff,  NULL};

const choice *surface_choice(size_t i) { return surfaces[i] ? &surfaces[i]->c : NULL; }

static double grid_line(double from, double to, uint32_t n, uint32_t count) {
  return count > 1 ? from + (to - from) * n / (count - 1) : from;
}

void surface_grid(const surface *s, const void *own, const double range[4], uint32_t columns,
                  uint32_t rows, double *values) {
  for (uint32_t row = 0; row < rows; row++) {
    const double y = grid_line(range[2], range[3], row, rows);
    for (uint32_t column = 0; column < columns; column++)
      *values++ = s->value(own, grid_line(range[0], range[1], column, columns), y);
  }
}

size_t surface_minima(const surface *s, const void *own, double points[MAX_MINIMA][2]) {
  return s->minima ? s->minima(own, points) : 0;
}
