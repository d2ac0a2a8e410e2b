using System.Collections.Concurrent;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Native;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Faces;

/// <summary>Restores aligned faces on the lanes, together with those of other images where a device has batches.</summary>
/// <param name="engine">The network, for the depth of the faces.</param>
/// <param name="plan">How many run at the same time and together; what a face becomes does not depend on it on the processor.</param>
internal sealed class FaceRestorer(ITileEngine engine, TilePlan plan)
{
    /// <summary>Takes the place of each face.</summary>
    /// <param name="faces">Aligned, of the network's size. Each receives what was made of it.</param>
    /// <param name="watch">Is told how it gets on.</param>
    /// <param name="ct">Stops within a face.</param>
    /// <exception cref="FarmException">The device's memory does not hold a face even alone, or the engine failed.</exception>
    public async Task RestoreAsync(IReadOnlyList<Raster> faces, FaceWatch watch, CancellationToken ct)
    {
        var done = 0;
        // As many as the plan allows; the others wait without buffers.
        using var places = new SemaphoreSlim(plan.Slots);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var (owner, crowded) = (new object(), new ConcurrentQueue<Raster>());
        await Task.WhenAll(faces.Select(RestoreBesideOthersAsync));
        foreach (var face in crowded)
            await RestoreOneAsync(face, 1);
        LibC.GiveBackFreed();   // the tiles come next

        async Task RestoreBesideOthersAsync(Raster face)
        {
            await places.WaitAsync(stop.Token);
            try
            {
                if (crowded.IsEmpty)
                    await RestoreOneAsync(face, plan.Batch);
                else
                    crowded.Enqueue(face);
            }
            catch (FarmException fault) when (fault.Code == FailureCode.OutOfMemory)
            {
                crowded.Enqueue(face);   // it is tried once more, alone, and so is every other that has not begun
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

        async Task RestoreOneAsync(Raster face, int batch)
        {
            using var slot = new TileSlot(new TileShape(face.Size.Width, face.Size.Height), engine, owner, batch);
            face.Samples.CopyTo(slot.Input);
            watch.Busy(await engine.RunAsync(slot, stop.Token));
            slot.Output.CopyTo(face.Samples);
            watch.Restored(Interlocked.Increment(ref done), faces.Count);
        }
    }
}
