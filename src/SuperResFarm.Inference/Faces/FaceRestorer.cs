using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Faces;

/// <summary>Restores aligned faces on the lanes, together with those of other images where a device has batches.</summary>
/// <param name="engine">The network, for the depth of the faces.</param>
/// <param name="batch">How many faces are worth running together, at least 1.</param>
internal sealed class FaceRestorer(ITileEngine engine, int batch)
{
    /// <summary>Takes the place of each face.</summary>
    /// <param name="faces">Aligned, of the network's size. Each receives what was made of it.</param>
    /// <param name="watch">Is told how it gets on.</param>
    /// <param name="ct">Stops within a face.</param>
    /// <exception cref="Contracts.Failures.FarmException">The device's memory does not hold a face, or the engine failed.</exception>
    public async Task RestoreAsync(IReadOnlyList<Raster> faces, FaceWatch watch, CancellationToken ct)
    {
        var done = 0;
        // As many as keep the lanes busy; the others wait without buffers.
        using var places = new SemaphoreSlim(2 * engine.Lanes * batch);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var owner = new object();
        await Task.WhenAll(faces.Select(RestoreAsync));

        async Task RestoreAsync(Raster face)
        {
            await places.WaitAsync(stop.Token);
            try
            {
                using var slot = new TileSlot(new TileShape(face.Size.Width, face.Size.Height), engine, owner, batch);
                face.Samples.CopyTo(slot.Input);
                watch.Busy(await engine.RunAsync(slot, stop.Token));
                slot.Output.CopyTo(face.Samples);
                watch.Restored(Interlocked.Increment(ref done), faces.Count);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
            finally
            {
                places.Release();
            }
        }
    }
}
