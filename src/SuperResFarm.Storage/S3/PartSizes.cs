namespace SuperResFarm.Storage.S3;

/// <summary>Sizes of the parts of an upload whose length nobody knows before its end. Limits of S3: 10 000 parts, 5 TiB.</summary>
internal static class PartSizes
{
    public const int MaxParts = 10_000;
    public const long MaxObjectBytes = 5L << 40;

    private const int Flat = 1000;
    private const int Step = 60;
    private const int Grown = 8 << 20;

    /// <returns>Bytes of a part: the first 1000 have the size that was set, then every 60 parts bring 8 MiB more. All 10 000 together hold
    /// 5.2 TiB; at 100 GB a part has 170 MB, at 5 TiB 1.2 GB.</returns>
    /// <param name="number">1 to 10 000.</param>
    /// <param name="first">Bytes of the first parts.</param>
    public static int Of(int number, int first) =>
        number <= Flat ? first : (int)Math.Max(first, Grown * (1L + (number - Flat) / Step));
}
