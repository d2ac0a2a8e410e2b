using System.Globalization;

namespace SuperResFarm.Tests.Imaging.Quality;

/// <summary>A line of the benchmark's reference figures.</summary>
/// <param name="Set">Folder of the images.</param>
/// <param name="Image">File of the high resolution, or <c>MEAN</c>.</param>
/// <param name="Method">What enlarged it.</param>
/// <param name="Psnr">On luma, dB.</param>
/// <param name="Ssim">On luma.</param>
public sealed record ExpectedFigures(string Set, string Image, string Method, double Psnr, double Ssim)
{
    public const string Mean = "MEAN";

    public static IReadOnlyList<ExpectedFigures> Of(string set, string method)
    {
        ExpectedFigures[] found = [.. File.ReadLines(TestData.PathOf("benchmark/expected_x4.csv")).Skip(1).Select(Read).Where(line => line.Set == set && line.Method == method)];
        Assert.NotEmpty(found);
        return found;
    }

    private static ExpectedFigures Read(string line)
    {
        var cells = line.Split(',');
        return new(cells[0], cells[1], cells[2], double.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[4], CultureInfo.InvariantCulture));
    }
}
