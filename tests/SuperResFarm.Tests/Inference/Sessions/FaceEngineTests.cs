using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Passes;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Sessions;

/// <summary>What networks for faces leave to others. Memory is measured for the whole process, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public class FaceEngineTests
{
    [DataFact]
    public async Task Run_Face_LeavesNoMemoryBehindInTheArena()
    {
        using var engine = OnnxEngine.Load(new ModelLibrary([]).Open(TestData.PathOf("parity/gfpgan_128.pth")), SampleDepth.Eight, new LanePool(new CpuProvider(), 1));
        using var meter = new ArenaMeter(engine.Sessions[0], "cpu:0");
        using var slot = new TileSlot(new TileShape(128, 128), engine);
        await engine.RunAsync(slot, CancellationToken.None);
        var (first, samples) = (meter.Read()!.Value, 2 * 3 * 128 * 128);
        for (var run = 0; run < 3; run++)
            await engine.RunAsync(slot, CancellationToken.None);
        Assert.True(meter.Read()!.Value.TakenBytes <= first.TakenBytes, "Each face leaves more memory behind.");
        Assert.InRange(first.TakenBytes - first.UsedBytes, 0, samples);
    }

    [DataFact]
    public void Load_ParsedWeights_AreGoneBeforeTheEngineTakesItsOwn()
    {
        WeakReference? parsed = null;
        var provider = new AskingProvider(() =>
        {
            GC.Collect();
            return parsed!.IsAlive;
        });
        OnnxEngine.Load(
            () =>
            {
                var network = new ModelLibrary([]).Open(TestData.PathOf("parity/gfpgan_64.pth"));
                parsed = new WeakReference(network);
                return network;
            },
            SampleDepth.Eight, new LanePool(provider, 1)).Dispose();
        Assert.Equal([false], provider.Answers);
    }

    /// <summary>The processor; asks something whenever a session is about to be made.</summary>
    private sealed class AskingProvider(Func<bool> ask) : IProvider
    {
        private readonly CpuProvider _processor = new();

        public List<bool> Answers { get; } = [];

        public Device Device => _processor.Device;

        public ExecutionTarget Target => _processor.Target;

        public Precision Precision => _processor.Precision;

        public string Fingerprint => _processor.Fingerprint;

        public string Arena => _processor.Arena;

        public bool SharesSessions => true;

        public SessionOptions CreateOptions(SessionUse use)
        {
            Answers.Add(ask());
            return _processor.CreateOptions(use);
        }
    }
}
