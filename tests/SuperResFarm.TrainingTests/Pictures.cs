using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.TrainingTests;

/// <summary>Small pictures to learn from.</summary>
internal static class Pictures
{
    /// <returns>Dead leaves.</returns>
    public static Raster Leaves(int number, int edge = 96) => new PictureMaker(seed: 3, edge, edge).Make(number);

    /// <summary>Writes some as PNG files.</summary>
    public static string Folder(string path, int count = 3, int edge = 96)
    {
        Directory.CreateDirectory(path);
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(path, $"{i}.png"), RasterPng.Write(Leaves(i, edge)));
        return path;
    }
}
