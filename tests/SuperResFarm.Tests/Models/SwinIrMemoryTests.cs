using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

/// <summary>Memory is measured for the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone in the process";
}

[Collection(Alone.Name)]
public class SwinIrMemoryTests(ITestOutputHelper output)
{
    [DataTheory]
    [InlineData("swinir_light_x4", 160)]
    [InlineData("swinir_classical_x4", 128)]
    [InlineData("swinir_real_x4", 128)]
    public void PlannedBytes_Reference_AreWithinTwiceOfAMeasuredRun(string name, int edge) =>
        AssertPlanned(new ModelLibrary([TestData.PathOf("parity")]).Open(name), edge);

    [DataFact]
    public void PlannedBytes_OfficialFullSize_AreWithinTwiceOfAMeasuredRun() => AssertPlanned(PackedCheckpoint.Import("SwinIR-S_x4_layout"), edge: 128);

    private void AssertPlanned(Network network, int edge)
    {
        var scale = network.Card.Scale ?? 0;
        var planned = NetworkShape.Of(network.Card, network.ActivationBytesPerPixel, scale).BytesPerPixel;
        var measured = MeasuredBytes(network, edge, scale) / ((double)edge * edge);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"planned {planned:0}, measured {measured:0} bytes per pixel"));
        Assert.InRange(planned / measured, 0.5, 2);
    }

    // An arena keeps what a run needed at most until it is told to let go.
    private static double MeasuredBytes(Network network, int edge, int scale)
    {
        const int Smallest = 8;
        using var preset = new CpuProvider().CreateOptions(SessionUse.Images);
        using var session = new InferenceSession(network.ToOnnx(SampleType.UInt8), preset);
        var channels = network.Card.Channels;
        Run(Smallest, shrink: true);
        var before = AllocatedBytes();
        Run(edge, shrink: false);
        var after = AllocatedBytes();
        Run(Smallest, shrink: true);
        return after - before;

        void Run(int length, bool shrink)
        {
            using var options = new RunOptions();
            if (shrink)
                options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            using var image = Image(length);
            using var enlarged = Image(length * scale);
            session.Run(options, ["input"], [image], ["output"], [enlarged]);
        }

        OrtValue Image(int length) => OrtValue.CreateTensorValueFromMemory(new byte[length * length * channels], [1, length, length, channels]);
    }

    private static double AllocatedBytes()
    {
        var heap = ReadHeap();
        return heap.InUse + heap.Mapped;
    }

    [DllImport("libc", EntryPoint = "mallinfo2"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern Heap ReadHeap();

    /// <summary>What the C library has given out, in bytes. Source: mallinfo(3), glibc 2.33 and later.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Heap
    {
        public nuint Area, FreeChunks, FastChunks, Mappings, Mapped, Unused, FastBytes, InUse, Free, Top;
    }
}
