using SuperResFarm.Imaging.Faces;

namespace SuperResFarm.Tests.Imaging.Faces;

public class FaceMaskTests
{
    [Theory]
    [InlineData(1.0, 0.0, 2)]
    [InlineData(0.6, 0.3, 1)]
    [InlineData(2.0, -1.5, 4)]
    public void SquareMask_AnyPlace_IsOneInsideAndNothingAtItsSides(double a, double b, int factor)
    {
        var place = new Similarity(a, b, 0, 0);
        var mask = new SquareMask(512, place, factor, 512 * 512 * place.Scale * place.Scale);
        Assert.InRange(mask.At(256, 256), 0.9999f, 1.0001f);
        foreach (var (x, y) in new[] { (0f, 256f), (511f, 256f), (256f, 0f), (256f, 511f), (0f, 0f) })
            Assert.InRange(mask.At(x, y), 0, 0.02f);
        Assert.Equal(mask.At(40, 100), mask.At(471, 411), 1e-4f);
    }

    [Fact]
    public void SquareMask_FromTheSideToTheMiddle_NeverFalls()
    {
        var place = new Similarity(0.5, 0, 0, 0);
        var mask = new SquareMask(512, place, 2, 256 * 256);
        for (var x = 0f; x < 255; x += 0.3f)
            Assert.True(mask.At(x + 0.3f, 256) >= mask.At(x, 256) - 1e-6f);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(13, true)]
    [InlineData(0, false)]
    [InlineData(14, false)]
    [InlineData(16, false)]
    [InlineData(18, false)]
    [InlineData(200, false)]
    public void ParsedMask_EachClass_IsShownOrNot(byte label, bool shown)
    {
        var labels = new byte[512 * 512];
        Array.Fill(labels, label);
        var mask = new ParsedMask(512, labels);
        Assert.Equal(shown ? 1 : 0, mask.At(256.5f, 100.25f), 1e-4f);
        Assert.Equal(0, mask.At(4, 256));
    }

    [Fact]
    public void ParsedMask_EdgeOfAClass_IsBlurredAsByTwoGaussians()
    {
        var labels = new byte[512 * 512];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = i % 512 >= 256 ? (byte)1 : (byte)0;
        var mask = new ParsedMask(512, labels);
        Assert.Equal(0.5f, mask.At(255.5f, 200), 1e-3f);
        // One deviation of both together, 11 times the root of 2, from the edge.
        Assert.Equal(0.8413f, mask.At(255.5f + (11 * MathF.Sqrt(2)), 200), 2e-3f);
        Assert.Equal(1, mask.At(400, 200), 1e-3f);
        Assert.Equal(mask.At(240, 100), mask.At(240, 300), 1e-6f);
    }
}
