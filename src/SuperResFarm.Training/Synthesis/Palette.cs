namespace SuperResFarm.Training.Synthesis;

/// <summary>Colours of one picture: a few families around which all others lie, as vivid as was measured in photographs.</summary>
internal sealed class Palette
{
    private readonly Rgb[] _families;
    private readonly double _spread;
    private readonly SynthRandom _random;

    public Palette(SynthRandom random)
    {
        _random = random;
        _families = new Rgb[2 + random.Below(5)];
        var vividness = random.LogBetween(0.04, 0.5);
        var cast = Coloured(0, vividness);   // of the light, and of what there is most of
        for (var i = 0; i < _families.Length; i++)
            _families[i] = cast + Coloured(0.5 + 0.2 * random.Gauss(), vividness * random.LogBetween(0.15, 0.8));
        _spread = random.Between(0.04, 0.16);
    }

    /// <returns>The next colour.</returns>
    public Rgb Next() => _random.Pick<Rgb>(_families) + Coloured(_spread * _random.Gauss(), 0.25 * _spread);

    /// <returns>The next colour where neighbours resemble each other.</returns>
    /// <param name="place">0 to 1; near values have near colours.</param>
    public Rgb Near(double place) => _families[Math.Min(_families.Length - 1, (int)(place * _families.Length))] + Coloured(_spread * _random.Gauss(), 0.25 * _spread);

    /// <returns>A colour that stands out from another by at least a third of the range.</returns>
    public Rgb Against(Rgb ground)
    {
        var luma = ground.Luma > 0.5 ? _random.Between(0, ground.Luma - 0.33) : _random.Between(ground.Luma + 0.33, 1);
        return Coloured(luma, _random.LogBetween(0.01, 0.3));
    }

    // Without a change of luma (BT.601). Blue varies more than red, and mostly against it: warm and cold.
    private Rgb Coloured(double luma, double chroma)
    {
        var red = 0.7 * chroma * _random.Gauss();
        var blue = chroma * _random.Gauss() - 0.8 * red;
        return new((float)(luma + red), (float)(luma - (0.299 * red + 0.114 * blue) / 0.587), (float)(luma + blue));
    }
}
