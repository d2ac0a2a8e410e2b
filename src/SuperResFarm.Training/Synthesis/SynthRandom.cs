namespace SuperResFarm.Training.Synthesis;

/// <summary>Numbers that follow from a seed alone, whatever the runtime's version: xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64.</summary>
internal sealed class SynthRandom
{
    private ulong _a, _b, _c, _d;

    /// <param name="seed">Any number.</param>
    /// <param name="stream">Another number for numbers that have nothing to do with those of the same seed: a picture, a step.</param>
    public SynthRandom(long seed, long stream = 0)
    {
        var state = unchecked((ulong)seed * 0x9E3779B97F4A7C15 ^ Mixed((ulong)stream));
        (_a, _b, _c, _d) = (Mixed(state += 0x9E3779B97F4A7C15), Mixed(state += 0x9E3779B97F4A7C15), Mixed(state += 0x9E3779B97F4A7C15), Mixed(state + 0x9E3779B97F4A7C15));
    }

    /// <returns>0 to 1, 1 excluded.</returns>
    public double Unit() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <returns><paramref name="low"/> to <paramref name="high"/>, the latter excluded.</returns>
    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <returns>As <see cref="Between"/>, equally dense in the logarithm; both bounds are above 0.</returns>
    public double LogBetween(double low, double high) => low * Math.Pow(high / low, Unit());

    /// <returns>0 to <paramref name="count"/> - 1.</returns>
    public int Below(int count) => (int)(Unit() * count);

    /// <returns>True in this share of all cases.</returns>
    public bool Chance(double share) => Unit() < share;

    /// <returns>A number of mean 0 and variance 1 (Box and Muller, 1958).</returns>
    public double Gauss() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <returns>One of them.</returns>
    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    private ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
