using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public class NetworkChainTests
{
    private const int Height = 24, Width = 20;

    public static TheoryData<double> Strengths => [1, 0.5, 0.1];

    [Theory, MemberData(nameof(Strengths))]
    public void Of_TwoNetworks_EqualsOneAfterTheOther(double strength)
    {
        var (first, second) = (CompactNetworks.Restorer(seed: 4), SeededNetwork.Build());
        var chain = NetworkChain.Of(first, second, strength);
        var image = Enumerable.Range(0, Height * Width * 3).Select(i => i * 73 % 997 / 996f).ToArray();
        var restored = Run(first, image, Height, Width).Zip(image, (made, source) => (float)(source + strength * (made - source))).Select(value => Math.Clamp(value, 0, 1)).ToArray();
        var wanted = Run(second, restored, Height, Width);
        var found = Run(chain, image, Height, Width);
        Assert.Equal(wanted, found, (a, b) => Math.Abs(a - b) < 2e-5);
        Assert.Contains(found.Zip(Run(second, image, Height, Width)), pair => Math.Abs(pair.First - pair.Second) > 0.01);
    }

    [Fact]
    public void Of_TwoNetworks_HasACardOfBoth()
    {
        var (first, second) = (CompactNetworks.Restorer(seed: 4), SeededNetwork.Build());
        var (card, half) = (NetworkChain.Of(first, second, 1).Card, NetworkChain.Of(first, second, 0.5).Card);
        Assert.Equal(("restorer+seeded", "restorer-0.5+seeded"), (card.Name, half.Name));
        Assert.Equal((4, first.Card.ReceptiveFieldRadius + second.Card.ReceptiveFieldRadius, (int?)null), (card.Scale, card.ReceptiveFieldRadius, card.AutoHalo));
        Assert.Equal(4, new[] { card.Sha256, half.Sha256, first.Card.Sha256, second.Card.Sha256 }.Distinct().Count());
        Assert.Equal(Fidelity.Perceptual, card.Fidelity);
        Assert.NotNull(NetworkChain.Of(first, second, 1).ActivationBytesPerPixel);
    }

    [Fact]
    public void Of_ChainOfAChain_IsANetworkToo()
    {
        var first = CompactNetworks.Restorer(seed: 4);
        var twice = NetworkChain.Of(first, NetworkChain.Of(first, SeededNetwork.Build(), 1), 1);
        Assert.Equal(16 * Height * Width * 3, Run(twice, new float[Height * Width * 3], Height, Width).Length);
        Assert.NotNull(twice.ToHalf().Half);
    }

    [Fact]
    public void Of_NetworksThatDoNotFit_SayWhichAndWhy()
    {
        var (first, second) = (CompactNetworks.Restorer(seed: 4), SeededNetwork.Build());
        Assert.Contains("'seeded' cannot go before", Assert.Throws<FarmException>(() => NetworkChain.Of(second, first, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("go before 'gray'", Assert.Throws<FarmException>(() => NetworkChain.Of(first, Gray(), 1)).Message, StringComparison.Ordinal);
        foreach (var strength in (double[])[0, -1, 1.01, double.NaN])
            Assert.Equal(FailureCode.SettingsInvalid, Assert.Throws<FarmException>(() => NetworkChain.Of(first, second, strength)).Code);
    }

    private static Network Gray()
    {
        var graph = new GraphBuilder("gray");
        var image = graph.Input("x", DataType.Float, "n", 1, "h", "w");
        graph.Output(graph.Node("Abs", [image]), DataType.Float, "n", 1, default, default);
        return ForeignOnnx.Read(graph.ToModel(), new ModelSource("gray", "00"));
    }

    private static float[] Run(Network network, float[] image, int height, int width) => OnnxRun.Once<float, float>(network.ToBareOnnx(), image, 1, 3, height, width).Values;
}
