using NetVips;

namespace SuperResFarm.EndToEndTests;

/// <summary>What travels beside the pixels, through the whole program.</summary>
public sealed class MetadataTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Upscale_Profile_IsIdenticalAlsoWhenStripped()
    {
        string[] names = ["icc_wide.png", "icc_wide.jpg"];
        string[] sources = [.. names.Select(name => TestData.PathOf("hostile/" + name))];
        (await _work.UpscaleAsync([.. sources, "-o", "kept", "-f", "png"])).Exits(0);
        (await _work.UpscaleAsync([.. sources, "-o", "stripped", "--strip"])).Exits(0);
        var profile = Blob(sources[0], "icc-profile-data");
        string[] results = ["kept/icc_wide_png.png", "kept/icc_wide_jpg.png", "stripped/icc_wide.png", "stripped/icc_wide.jpg"];
        Assert.All(results, name => Assert.Equal(profile, Blob(_work[name], "icc-profile-data")));
    }

    [DataFact]
    public async Task Upscale_EveryOrientation_IsUprightAndReset()
    {
        (await _work.UpscaleAsync(TestData.PathOf("hostile/exif_*.jpg"), "-o", "out", "-s", "1")).Exits(0);
        using var upright = Image.NewFromFile(TestData.PathOf("hostile/exif_upright.png"));
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            using var result = Image.NewFromFile(_work[$"out/exif_{orientation}.jpg"]);
            Assert.Equal((60, 40), (result.Width, result.Height));
            Assert.True(!result.Contains("orientation") || (int)result.Get("orientation") == 1, "The tag must be reset.");
            Assert.InRange((result - upright).Abs().Avg(), 0, 4);
        }
    }

    [Fact]
    public async Task Upscale_ResolutionAndExif_AreKeptUnlessStripped()
    {
        DrawWithMetadata(_work["a.jpg"]);
        (await _work.UpscaleAsync("a.jpg", "-o", "kept")).Exits(0);
        (await _work.UpscaleAsync("a.jpg", "-o", "stripped", "--strip")).Exits(0);
        using var kept = Image.NewFromFile(_work["kept/a.jpg"]);
        using var stripped = Image.NewFromFile(_work["stripped/a.jpg"]);
        Assert.Equal((300, 300), (Math.Round(kept.Xres * 25.4), Math.Round(kept.Yres * 25.4)));
        Assert.StartsWith("Tester", (string)kept.Get("exif-ifd0-Make"), StringComparison.Ordinal);
        Assert.NotEqual(300, Math.Round(stripped.Xres * 25.4));
        Assert.False(stripped.Contains("exif-ifd0-Make"), "EXIF must be gone.");
    }

    private static void DrawWithMetadata(string path)
    {
        Picture.Draw(path);
        using var plain = Image.NewFromMemory(Picture.Samples(path), 16, 12, 3, Enums.BandFormat.Uchar);
        using var image = plain.Copy(interpretation: Enums.Interpretation.Srgb, xres: 300 / 25.4, yres: 300 / 25.4)
            .Mutate(target => target.Set(GValue.GStrType, "exif-ifd0-Make", "Tester"));
        image.Jpegsave(path);
    }

    private static byte[] Blob(string path, string field)
    {
        using var image = Image.NewFromFile(path);
        return (byte[])image.Get(field);
    }
}
