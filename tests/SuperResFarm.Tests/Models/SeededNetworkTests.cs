using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

public class SeededNetworkTests
{
    private const int Scale = 4, Edge = 24;

    [Fact]
    public void Build_Twice_IsTheSameNetwork()
    {
        Assert.Equal(SeededNetwork.Build().ToBareOnnx(), SeededNetwork.Build().ToBareOnnx());
        Assert.Equal(SeededNetwork.Build().Card, SeededNetwork.Build().Card);
    }

    [Fact]
    public void Build_AnImage_IsEnlargedOtherwiseThanByBicubicAndStaysAnImage()
    {
        var image = SyntheticImage.Planar(3, Edge, Edge);
        var (seeded, shape) = OnnxRun.Once<float, float>(SeededNetwork.Build().ToBareOnnx(), image, 1, 3, Edge, Edge);
        var (bicubic, _) = OnnxRun.Once<float, float>(Resampling.Build("bicubic", Scale).ToBareOnnx(), image, 1, 3, Edge, Edge);
        Assert.Equal([1, 3, Edge * Scale, Edge * Scale], shape);
        var changes = seeded.Zip(bicubic, (a, b) => Math.Abs(a - b)).ToList();
        Assert.InRange(changes.Average(), 1.0 / 255, 0.3);
        Assert.InRange(seeded.Count(value => value is > 0 and < 1) / (double)seeded.Length, 0.5, 1);
    }

    [Fact]
    public void Build_Radius_IsHowFarAPixelReaches()
    {
        var network = SeededNetwork.Build();
        var (left, right) = (new float[3 * Edge * Edge], new float[3 * Edge * Edge]);
        right[Edge / 2 * Edge + Edge / 2] = 1;   // red in the middle
        var (before, _) = OnnxRun.Once<float, float>(network.ToBareOnnx(), left, 1, 3, Edge, Edge);
        var (after, _) = OnnxRun.Once<float, float>(network.ToBareOnnx(), right, 1, 3, Edge, Edge);
        var reach = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).Max(i => Math.Abs(i % (Edge * Scale) / Scale - Edge / 2));
        Assert.Equal(network.Card.ReceptiveFieldRadius, reach);
    }
}
