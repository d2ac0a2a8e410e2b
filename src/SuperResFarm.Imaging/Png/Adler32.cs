namespace SuperResFarm.Imaging.Png;

/// <summary>The checksum of zlib streams. Source: RFC 1950, section 8.2: two sums modulo 65521, the second over the first.</summary>
internal static class Adler32
{
    /// <value>The checksum of nothing.</value>
    public const uint Empty = 1;

    private const long Modulus = 65521;

    /// <summary>
    /// The checksum of two pieces in a row from those of the pieces. The first sum starts at 1 only once; the second counts what
    /// the first piece left in the first sum once for each byte of the second piece (as zlib's <c>adler32_combine</c>).
    /// </summary>
    /// <param name="first">Checksum of the first piece.</param>
    /// <param name="second">Checksum of the second piece.</param>
    /// <param name="secondBytes">Length of the second piece, not negative.</param>
    public static uint Combine(uint first, uint second, long secondBytes)
    {
        var carried = (first & 0xFFFF) + Modulus - 1;
        var sum = (carried + (second & 0xFFFF)) % Modulus;
        var sumOfSums = ((first >> 16) + (second >> 16) + secondBytes % Modulus * (carried % Modulus)) % Modulus;
        return (uint)(sumOfSums << 16 | sum);
    }
}
