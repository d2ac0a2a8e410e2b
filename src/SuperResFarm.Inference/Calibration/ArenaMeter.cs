using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Native;

namespace SuperResFarm.Inference.Calibration;

/// <summary>The engine's own figures about the memory that a session's runs live in.</summary>
internal sealed class ArenaMeter : IDisposable
{
    private readonly OrtMemoryInfo _memory;
    private readonly OrtAllocator _allocator;

    /// <param name="session">The session; must live longer.</param>
    /// <param name="arena">Its memory in the engine's words, as <c>cpu:0</c> or <c>gpu:0</c>.</param>
    /// <exception cref="OnnxRuntimeException">The session has no such memory.</exception>
    public ArenaMeter(InferenceSession session, string arena)
    {
        var kind = arena.StartsWith("cpu", StringComparison.Ordinal) ? OrtMemoryInfo.allocatorCPU : OrtMemoryInfo.allocatorCUDA;
        var number = int.Parse(arena.AsSpan(arena.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        _memory = new OrtMemoryInfo(kind, OrtAllocatorType.ArenaAllocator, number, OrtMemType.Default);
        try
        {
            _allocator = new OrtAllocator(session, _memory);
        }
        catch
        {
            _memory.Dispose();
            throw;
        }
    }

    /// <summary>Bytes taken from the device, bytes of them in use, and requests so far; null where the engine keeps no such figures.</summary>
    public ArenaFigures? Read()
    {
        var held = false;
        try
        {
            _allocator.DangerousAddRef(ref held);
            return OnnxStatistics.Of(_allocator.DangerousGetHandle(), "TotalAllocated", "InUse", "NumAllocs") is [{ } taken, { } used, { } requests]
                ? new ArenaFigures(taken, used, requests)
                : null;
        }
        finally
        {
            if (held)
                _allocator.DangerousRelease();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _allocator.Dispose();
        _memory.Dispose();
    }
}

/// <summary>A moment of an arena.</summary>
/// <param name="TakenBytes">Taken from the device.</param>
/// <param name="UsedBytes">Of these, handed out.</param>
/// <param name="Requests">Allocations since the arena exists.</param>
internal readonly record struct ArenaFigures(long TakenBytes, long UsedBytes, long Requests);
