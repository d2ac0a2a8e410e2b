using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Faces;

/// <summary>A network that restores faces, by itself.</summary>
internal sealed class FaceNetwork(string path) : IDisposable
{
    private readonly OnnxEngine _engine = OnnxEngine.Load(new ModelLibrary([]).Open(path), SampleDepth.Eight, new LanePool(new CpuProvider(), 1));

    public async Task<Picture> RestoreAsync(Picture face)
    {
        using var slot = new TileSlot(new TileShape(face.Size.Width, face.Size.Height), _engine);
        face.Samples.CopyTo(slot.Input);
        await _engine.RunAsync(slot, CancellationToken.None);
        return face with { Samples = slot.Output.ToArray() };
    }

    public void Dispose() => _engine.Dispose();
}
