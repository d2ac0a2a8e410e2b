using NetVips;

namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>What a picture file really holds, as another program than ours sees it.</summary>
/// <param name="Loader">Decoder that took it by its content, such as <c>pngload</c>.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bands">Channels, alpha included.</param>
/// <param name="Bits">Bits of a sample.</param>
internal sealed record Picture(string Loader, int Width, int Height, int Bands, int Bits)
{
    public static Picture Of(string path)
    {
        using var image = Image.NewFromFile(path);
        return new(((string)image.Get("vips-loader")).Replace("load_file", "load", StringComparison.Ordinal), image.Width, image.Height, image.Bands, image.Format == Enums.BandFormat.Ushort ? 16 : 8);
    }

    public static (int Width, int Height) SizeOf(string path) => (Of(path).Width, Of(path).Height);

    public static byte[] Samples(string path)
    {
        using var image = Image.NewFromFile(path);
        return image.WriteToMemory<byte>();
    }

    /// <summary>Draws waves that differ in every channel.</summary>
    public static void Draw(string path, int width = 16, int height = 12, int bands = 3)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var samples = new byte[width * height * bands];
        for (var i = 0; i < samples.Length; i++)
        {
            var (x, y, c) = (i / bands % width, i / bands / width, i % bands);
            samples[i] = (byte)(128 + (100 * Math.Sin((0.3 * (c + 1) * x) + (0.2 * (4 - c) * y))));
        }
        using var plain = Image.NewFromMemory(samples, width, height, bands, Enums.BandFormat.Uchar);
        using var image = plain.Copy(interpretation: bands < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        image.WriteToFile(path);
    }
}
