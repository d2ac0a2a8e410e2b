namespace SuperResFarm.Training.Synthesis;

/// <summary>The shape of a leaf: how far a place lies outside it.</summary>
/// <param name="Distance">Painted pixels from the edge of the shape to a place given from its centre: negative inside; approximate far away.</param>
/// <param name="Reach">No part of the shape is farther from the centre than this.</param>
/// <param name="Breadth">About how wide it is, across its angle.</param>
internal sealed record Outline(Func<double, double, double> Distance, double Reach, double Breadth)
{
    /// <returns>A shape of about the given radius: stroke, ellipse, circle, polygon, ring or blob.</returns>
    /// <param name="random">Decides.</param>
    /// <param name="radius">In painted pixels.</param>
    /// <param name="angle">Of what is longer than wide, in radians.</param>
    /// <param name="strokes">Share of strokes, 0 to 1.</param>
    public static Outline Random(SynthRandom random, double radius, double angle, double strokes) => random.Chance(strokes)
        ? Stroke(radius * random.Between(1, 3), Math.Max(0.8, radius * random.LogBetween(0.03, 0.4)), angle)
        : random.Unit() switch
        {
            < 0.22 => Ellipse(radius, 1, 0),
            < 0.48 => Ellipse(radius, random.LogBetween(0.15, 1), angle),
            < 0.74 => Polygon(random, radius, angle),
            < 0.82 => Ring(radius, Math.Max(0.8, radius * random.LogBetween(0.02, 0.2))),
            _ => Blob(random, radius),
        };

    public static Outline Ellipse(double radius, double flatness, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return new(
            (x, y) =>
            {
                var (u, v) = (cos * x + sin * y, (cos * y - sin * x) / flatness);
                return (Math.Sqrt(u * u + v * v) - radius) * flatness;
            },
            radius,
            2 * radius * flatness);
    }

    /// <returns>A bar with round ends.</returns>
    public static Outline Stroke(double halfLength, double halfWidth, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return new(
            (x, y) =>
            {
                var along = Math.Clamp(cos * x + sin * y, -halfLength, halfLength);
                var (u, v) = (x - cos * along, y - sin * along);
                return Math.Sqrt(u * u + v * v) - halfWidth;
            },
            halfLength + halfWidth,
            2 * halfWidth);
    }

    private static Outline Ring(double radius, double halfWidth) => new((x, y) => Math.Abs(Math.Sqrt(x * x + y * y) - radius) - halfWidth, radius + halfWidth, 2 * radius);

    private static Outline Polygon(SynthRandom random, double radius, double turn)
    {
        var corners = 3 + random.Below(5);
        var edges = new (double X, double Y, double Far)[corners];
        for (var i = 0; i < corners; i++)
        {
            var (sin, cos) = Math.SinCos(turn + 2 * Math.PI * (i + random.Between(-0.25, 0.25)) / corners);
            edges[i] = (cos, sin, radius * random.Between(0.5, 0.85));
        }
        return new(
            (x, y) =>
            {
                var farthest = double.MinValue;
                foreach (var edge in edges)
                    farthest = Math.Max(farthest, edge.X * x + edge.Y * y - edge.Far);
                return farthest;
            },
            2 * radius,
            1.4 * radius);
    }

    private static Outline Blob(SynthRandom random, double radius)
    {
        var waves = new (int Count, double Height, double Phase)[3];
        for (var i = 0; i < waves.Length; i++)
            waves[i] = (2 + i + random.Below(3), random.Between(0, 0.3) / (i + 1), random.Between(0, 2 * Math.PI));
        return new(
            (x, y) =>
            {
                var (angle, edge) = (Math.Atan2(y, x), 1.0);
                foreach (var wave in waves)
                    edge += wave.Height * Math.Cos(wave.Count * angle + wave.Phase);
                return Math.Sqrt(x * x + y * y) - radius * edge;
            },
            1.6 * radius,
            2 * radius);
    }
}
