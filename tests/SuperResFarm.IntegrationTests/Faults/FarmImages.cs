using NetVips;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>The archive that every fault test submits: small noisy images, and one whose result is stored in several parts.</summary>
internal static class FarmImages
{
    private static readonly (string Name, int Width, int Height)[] _images =
    [
        .. Enumerable.Range(0, 9).Select(at => ($"{at:00}.{(at % 3 == 2 ? "jpg" : "png")}", 90 + 13 * at, 120 - 7 * at)),
        ("large.png", 700, 500),
    ];

    /// <summary>File names and contents, the same in every run.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = _images.ToDictionary(image => image.Name, image => Paint(image.Name, image.Width, image.Height));

    private static byte[] Paint(string name, int width, int height)
    {
        using var one = Image.Gaussnoise(width, height, mean: 128, sigma: 50, seed: width);
        using var two = Image.Gaussnoise(width, height, mean: 100, sigma: 60, seed: width + 1);
        using var three = Image.Gaussnoise(width, height, mean: 150, sigma: 40, seed: width + 2);
        using var colour = one.Bandjoin(two, three);
        using var bytes = colour.Cast(Enums.BandFormat.Uchar);
        using var rgb = bytes.Copy(interpretation: Enums.Interpretation.Srgb);
        return rgb.WriteToBuffer(Path.GetExtension(name));
    }
}
