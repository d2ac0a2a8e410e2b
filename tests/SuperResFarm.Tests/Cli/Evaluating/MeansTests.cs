using SuperResFarm.Cli.Evaluating;
using SuperResFarm.Cli.Pairing;

namespace SuperResFarm.Tests.Cli.Evaluating;

public class MeansTests
{
    private static readonly ImagePair _pair = new("set", "a.png", null);

    [Fact]
    public void Of_Scores_AreMeansOfImagesAndSecondsOverAllPixels()
    {
        var means = Means.Of([Score(20, 0.5, 0.1, megapixels: 3, seconds: 9), Score(30, 0.7, 0.3, megapixels: 1, seconds: 1)]);
        Assert.Equal((2, 25, 2.5, 5), (means.Images, means.PsnrY, means.SecondsPerMegapixel, means.ProcessorSecondsPerMegapixel));
        Assert.Equal(0.6, means.SsimY ?? 0, 1e-12);
        Assert.Equal(0.2, means.Lpips ?? 0, 1e-12);
        Assert.Null(means.PsnrRgb);
    }

    [Fact]
    public void Of_AFigureThatOneImageLacks_IsNone()
    {
        var means = Means.Of([Score(20, null, 0.1), Score(double.PositiveInfinity, 0.7, null)]);
        Assert.Equal(double.PositiveInfinity, means.PsnrY);
        Assert.Null(means.SsimY);
        Assert.Null(means.Lpips);
    }

    [Theory]
    [InlineData(28.4317, "28.43")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(null, "-")]
    public void Decibels_AnyFigure_IsAsTheFieldPrintsIt(double? value, string text) => Assert.Equal(text, Figures.Decibels(value));

    private static Score Score(double psnr, double? ssim, double? lpips, double megapixels = 1, double seconds = 1) =>
        new(_pair, "model", new(psnr, ssim), lpips, megapixels, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(2 * seconds));
}
