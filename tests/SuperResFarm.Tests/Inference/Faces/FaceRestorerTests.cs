using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Inference.Faces;

public class FaceRestorerTests
{
    private const int Edge = 64;

    [DataTheory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(7, 2)]
    public async Task RestoreAsync_AnyNumberAtOnce_GivesTheSameBytes(int atOnce, int lanes)
    {
        using var network = new FaceNetwork(TestData.PathOf("parity/gfpgan_64.pth"));
        using var engine = OnnxEngine.Load(new ModelLibrary([]).Open(TestData.PathOf("parity/gfpgan_64.pth")), SampleDepth.Eight, new LanePool(new CpuProvider(), lanes));
        var faces = Faces(7);
        var alone = new List<byte[]>();
        foreach (var face in faces)
            alone.Add((await network.RestoreAsync(new(face.Size, face.Format, [.. face.Samples]))).Samples);
        await new FaceRestorer(engine, Plan(atOnce)).RestoreAsync(faces, FaceWatch.Nobody, CancellationToken.None);
        Assert.Equal(alone, faces.Select(face => face.Samples));
        Assert.Equal(faces.Count, faces.Select(face => Convert.ToHexString(face.Samples)).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RestoreAsync_MoreFacesThanPlaces_OthersWait(int atOnce)
    {
        using var engine = new NegativeEngine { Meanwhile = () => Task.Delay(1) };
        await new FaceRestorer(engine, Plan(atOnce)).RestoreAsync(Faces(12), FaceWatch.Nobody, CancellationToken.None);
        Assert.Equal(atOnce, engine.Most);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task RestoreAsync_OnlyOneFits_AllAreRestoredOneAtATime(int atOnce)
    {
        using var engine = new CrampedEngine(fits: 1);
        var faces = Faces(9);
        var before = faces.Select(face => face.Samples.ToArray()).ToList();
        await new FaceRestorer(engine, Plan(atOnce)).RestoreAsync(faces, FaceWatch.Nobody, CancellationToken.None);
        Assert.Equal(before.Select(samples => samples.Select(sample => (byte)(255 - sample))), faces.Select(face => face.Samples.AsEnumerable()));
        Assert.InRange(engine.Refused, 1, atOnce);   // whatever had begun; nothing begins beside another afterwards
    }

    [Fact]
    public async Task RestoreAsync_NotEvenOneFits_Fails()
    {
        using var engine = new CrampedEngine(fits: 0);
        var fault = await Assert.ThrowsAsync<FarmException>(() => new FaceRestorer(engine, Plan(2)).RestoreAsync(Faces(5), FaceWatch.Nobody, CancellationToken.None));
        Assert.Equal(FailureCode.OutOfMemory, fault.Code);
    }

    [Fact]
    public async Task RestoreAsync_EngineFails_StopsTheOthersAndTellsWhy()
    {
        var fault = new FarmException(FailureCode.DeviceFailed, Disposition.Requeue, "It is gone.");
        using var engine = new NegativeEngine { Meanwhile = () => throw fault };
        Assert.Same(fault, await Assert.ThrowsAsync<FarmException>(() => new FaceRestorer(engine, Plan(1)).RestoreAsync(Faces(3), FaceWatch.Nobody, CancellationToken.None)));
        Assert.Equal(1, engine.Most);
    }

    private static List<Raster> Faces(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new Raster(new(Edge, Edge), new(3, SampleDepth.Eight), Noise(number)))];

    private static byte[] Noise(int seed)
    {
        var samples = new byte[3 * Edge * Edge];
        new Random(seed).NextBytes(samples);
        return samples;
    }

    /// <summary>So many faces at the same time.</summary>
    internal static TilePlan Plan(int slots) => new()
    {
        Grid = new TileGrid(TileAxis.CutFixed(Edge, Edge, 0), TileAxis.CutFixed(Edge, Edge, 0)),
        Scale = 1,
        Halo = 0,
        Passes = 1,
        Lanes = slots,
        Slots = slots,
        FootprintBytes = 0,
        BudgetBytes = 0,
    };
}
