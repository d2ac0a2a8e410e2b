using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

public class WeightBlendTests
{
    [DataFact]
    public void Between_BothEnds_AreTheNetworksThemselves()
    {
        var (general, weak) = (Open("realesr-general-x4v3"), Open("realesr-general-wdn-x4v3"));
        var image = SyntheticImage.Planar(3, 24, 20);
        Assert.Equal(Run(general, image), Run(WeightBlend.Between(general, weak, 1), image));
        Assert.Equal(Run(weak, image), Run(WeightBlend.Between(general, weak, 0), image));
    }

    // The mean of the weights gives no mean of the results: that would be another, weaker effect.
    [DataFact]
    public void Between_Middle_IsMadeOfMeanWeights()
    {
        var (general, weak) = (Open("realesr-general-x4v3"), Open("realesr-general-wdn-x4v3"));
        var middle = WeightBlend.Between(general, weak, 0.3);
        var (mixed, one, other) = (Weights(middle), Weights(general), Weights(weak));
        foreach (var (key, values) in mixed)
            Assert.All(values.Index(), pair => Assert.Equal((0.3 * one[key][pair.Index]) + (0.7 * other[key][pair.Index]), pair.Item, 1e-5));
        Assert.Equal("realesr-general-x4v3-dn0.3", middle.Card.Name);
        Assert.NotEqual(general.Card.Sha256, middle.Card.Sha256);
        Assert.NotEqual(WeightBlend.Between(general, weak, 0.4).Card.Sha256, middle.Card.Sha256);
    }

    [DataTheory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Between_ShareOutOfRange_IsRefused(double share)
    {
        var general = Open("realesr-general-x4v3");
        Assert.Equal(FailureCode.SettingsInvalid, Assert.Throws<FarmException>(() => WeightBlend.Between(general, general, share)).Code);
    }

    [DataFact]
    public void Between_OtherStructure_IsRefusedNamingBoth()
    {
        var fault = Assert.Throws<FarmException>(() => WeightBlend.Between(Open("realesr-general-x4v3"), Open("realesr-animevideov3"), 0.5));
        Assert.Contains("'realesr-general-x4v3' and 'realesr-animevideov3'", fault.Message, StringComparison.Ordinal);
    }

    private static Network Open(string name) => new ModelLibrary([TestData.PathOf("weights")]).Open(name);

    private static float[] Run(Network network, float[] image) => OnnxRun.Once<float, float>(network.ToBareOnnx(), image, 1, 3, 24, 20).Values;

    private static Dictionary<string, float[]> Weights(Network network) => network.Core.Graph.Initializer.ToDictionary(
        tensor => tensor.Name, tensor => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
}
