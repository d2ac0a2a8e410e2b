using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

public class ResamplingTests
{
    public static TheoryData<string, int, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int, int>();
        foreach (var name in Resampling.Names)
            foreach (var scale in (int[])[1, 2, 3, 4, 7])
                foreach (var (height, width) in ((int, int)[])[(1, 1), (1, 9), (7, 1), (2, 2), (3, 4), (16, 23)])
                    cases.Add(name, scale, height, width);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Build_AnySize_AgreesWithPlainLoops(string name, int scale, int height, int width)
    {
        var image = SyntheticImage.Planar(3, height, width);
        var model = Resampling.Build(name, scale).ToBareOnnx();
        var (actual, shape) = OnnxRun.Once<float, float>(model, image, 1, 3, height, width);
        Assert.Equal([1, 3, height * scale, width * scale], shape);
        Assert.InRange(SyntheticImage.LargestDifference(Enlarged(name, image, height, width, scale), actual), 0, 1e-5);
    }

    [Theory]
    [InlineData("bicubic", 2)]
    [InlineData("lanczos", 3)]
    public void Build_Card_StatesWhatTheFormulaIs(string name, int radius)
    {
        var card = Resampling.Build(name, 3).Card;
        Assert.Equal((name, 3, 3), (card.Architecture, card.Scale, card.Channels));
        Assert.Equal((radius, Fidelity.Classical), (card.ReceptiveFieldRadius, card.Fidelity));
        Assert.NotEqual(card.Sha256, Resampling.Build(name, 4).Card.Sha256);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Build_ScaleOutOfRange_IsRefused(int scale) =>
        Assert.Equal(FailureCode.SettingsInvalid, Assert.Throws<FarmException>(() => Resampling.Build("bicubic", scale)).Code);

    // The oracle: both passes of imresize in double, each output sample a normalised sum over every input sample in reach.
    private static float[] Enlarged(string name, float[] image, int height, int width, int scale)
    {
        var down = Pass([.. image.Select(value => (double)value)], 3 * 1, height, width);
        return [.. Pass(down, 3 * height * scale, width, 1).Select(value => (float)value)];

        double[] Pass(double[] from, int outer, int length, int inner)
        {
            var to = new double[from.Length * scale];
            for (var o = 0; o < outer; o++)
                for (var i = 0; i < length * scale; i++)
                {
                    var centre = ((i + 0.5) / scale) - 0.5;
                    for (var k = 0; k < inner; k++)
                    {
                        double sum = 0, weights = 0;
                        for (var at = (int)Math.Floor(centre) - 5; at <= centre + 5; at++)
                        {
                            var weight = name == "bicubic" ? Cubic(at - centre) : Lanczos(at - centre);
                            var mirrored = Mirror(at, length);
                            sum += weight * from[(((o * length) + mirrored) * inner) + k];
                            weights += weight;
                        }
                        to[(((o * length * scale) + i) * inner) + k] = sum / weights;
                    }
                }
            return to;
        }
    }

    private static int Mirror(int at, int length)
    {
        while (at < 0 || at >= length)
            at = at < 0 ? -1 - at : (2 * length) - 1 - at;
        return at;
    }

    private static double Cubic(double t)
    {
        var x = Math.Abs(t);
        return x <= 1 ? 1 - (2.5 * x * x) + (1.5 * x * x * x) : x <= 2 ? 2 - (4 * x) + (2.5 * x * x) - (0.5 * x * x * x) : 0;
    }

    private static double Lanczos(double x) => Math.Abs(x) >= 3 ? 0 : Sinc(x) * Sinc(x / 3);

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
