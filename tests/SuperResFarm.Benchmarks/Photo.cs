using NetVips;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Benchmarks;

/// <summary>A picture with smooth parts, texture and edges, of any size, as a JPEG.</summary>
internal static class Photo
{
    public static string Make(string folder, int width, int height)
    {
        VipsRuntime.EnsureStarted();
        var path = Path.Combine(folder, $"photo-{width}x{height}.jpg");
        using var clouds = Image.Perlin(width, height, cellSize: 200, seed: 1) * 60;
        using var texture = Image.Gaussnoise(width, height, sigma: 9, mean: 0, seed: 2);
        using var edges = (Image.Perlin(width, height, cellSize: 90, seed: 3) > 0.1).Ifthenelse(70.0, 0.0);
        using var gray = clouds + texture + edges + 90;
        using var rgb = gray.Bandjoin(gray * 0.9 + 12, gray * 0.75 + 30).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        rgb.Jpegsave(path, q: 90);
        return path;
    }
}
