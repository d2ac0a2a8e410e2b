using System.Runtime.InteropServices;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Tests.Inference.Native;

public class LibCTests
{
    private const int Threads = 12, Blocks = 4, BlockBytes = 20_000_000, PageBytes = 4096;

    [Fact]
    public Task MapLarge_ThreadsThatFreeLargeBlocks_KeepNoneOfThem() => OwnProcess.RunAsync(FreeOnThreads);

    // Without it the library takes the size of the first block that is freed for usual, and keeps such blocks in the heap of each thread.
    private static void FreeOnThreads()
    {
        _ = OnnxEnvironment.Instance;
        var before = Environment.WorkingSet;
        using var all = new Barrier(Threads + 1);
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var block = 0; block < Blocks; block++)
                UseBlock();
            all.SignalAndWait();   // all have freed theirs
            all.SignalAndWait();   // and live until that is measured
        })).ToList();
        threads.ForEach(thread => thread.Start());
        all.SignalAndWait();
        var kept = Environment.WorkingSet - before;
        all.SignalAndWait();
        threads.ForEach(thread => thread.Join());
        Assert.InRange(kept, long.MinValue, 2 * BlockBytes);
    }

    private static void UseBlock()
    {
        var block = Marshal.AllocHGlobal(BlockBytes);   // the C library's
        for (var place = 0; place < BlockBytes; place += PageBytes)
            Marshal.WriteByte(block, place, 1);
        Marshal.FreeHGlobal(block);
    }
}
