using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference.Sessions;

public class EightfoldEngineTests
{
    [Theory]
    [InlineData(SampleDepth.Eight)]
    [InlineData(SampleDepth.Sixteen)]
    public async Task Run_EngineWithoutDirection_ChangesNothing(SampleDepth depth)
    {
        var plain = new NearestEngine(3, 3, depth);
        Assert.Equal(await AnswerOf(plain, mirrored: false), await AnswerOf(new EightfoldEngine(plain), mirrored: false));
    }

    [DataFact]
    public async Task Run_MirroredTile_GivesTheMirroredAnswer()
    {
        var engine = RealNetworks.Open("realesr-animevideov3").EngineFor(SampleDepth.Eight);
        Assert.NotEqual(await AnswerOf(engine, mirrored: false), Mirrored(await AnswerOf(engine, mirrored: true)));

        var eightfold = new EightfoldEngine(engine);
        Assert.Equal(await AnswerOf(eightfold, mirrored: false), Mirrored(await AnswerOf(eightfold, mirrored: true)));
    }

    private const int Width = 21, Height = 13;

    private static async Task<byte[]> AnswerOf(ITileEngine engine, bool mirrored)
    {
        using var slot = new TileSlot(new TileShape(Width, Height), engine);
        new Random(3).NextBytes(slot.Input);
        if (mirrored)
            Mirror(slot.Input, Width);
        await engine.RunAsync(slot, CancellationToken.None);
        return slot.Output.ToArray();
    }

    private static byte[] Mirrored(byte[] answer)
    {
        Mirror(answer, 4 * Width);
        return answer;
    }

    private static void Mirror(Span<byte> rgb, int width)
    {
        for (var row = 0; row < rgb.Length; row += 3 * width)
            for (int left = 0, right = width - 1; left < right; left++, right--)
                for (var c = 0; c < 3; c++)
                    (rgb[row + 3 * left + c], rgb[row + 3 * right + c]) = (rgb[row + 3 * right + c], rgb[row + 3 * left + c]);
    }
}
