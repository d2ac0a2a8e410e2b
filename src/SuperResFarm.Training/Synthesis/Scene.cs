namespace SuperResFarm.Training.Synthesis;

/// <summary>What the parts of one picture have in common, as things in a photograph have: how near they are, where they point to, how they bend.</summary>
/// <remarks>All places are in painted pixels, twice as fine as the final ones; all fields change slowly over hundreds of them.</remarks>
internal sealed class Scene
{
    private const double Coarse = 0.25;   // pixels of a field for one painted pixel

    private readonly SynthRandom _random;
    private readonly NoiseField _far, _flow, _light, _bendX, _bendY;
    private readonly double _depth, _aligned, _turn, _swirl, _bend, _mixed;

    /// <param name="random">Decides.</param>
    public Scene(SynthRandom random)
    {
        _random = random;
        (_far, _flow, _light, _bendX, _bendY) = (Slow(2.5), Slow(2.5), Slow(2), Slow(2.5), Slow(2.5));
        _depth = random.Between(0, 1.2);
        _aligned = random.Chance(0.75) ? random.Between(0.4, 1) : 0;
        _turn = random.Between(0, Math.PI);
        _swirl = random.LogBetween(0.05, 1.5);
        _bend = random.Chance(0.6) ? random.LogBetween(4, 60) : 0;
        _mixed = random.LogBetween(0.05, 1);

        NoiseField Slow(double slope) => new(random, slope);
    }

    /// <returns>Factor of all sizes at a place: what is near is large.</returns>
    public double Size(double x, double y) => Math.Exp(_depth * At(_far, x, y));

    /// <returns>Where something long at a place points to, in radians: mostly along the flow of the scene, as grass, hair and boards do.</returns>
    public double Angle(double x, double y) => _random.Chance(_aligned) ? _turn + _swirl * At(_flow, x, y) + 0.07 * _random.Gauss() : _random.Between(0, 2 * Math.PI);

    /// <returns>Which colours are likely at a place, 0 to 1: neighbours resemble each other.</returns>
    public double Colour(double x, double y) => Math.Clamp(0.5 + 0.3 * (At(_light, x, y) + _mixed * _random.Gauss()), 0, 1);

    /// <returns>Where a place would lie if nothing in the scene were bent.</returns>
    public (double X, double Y) Straight(double x, double y) => _bend == 0 ? (x, y) : (x + _bend * At(_bendX, x, y), y + _bend * At(_bendY, x, y));

    private static double At(NoiseField field, double x, double y) => field.At(Coarse * x, Coarse * y);
}
