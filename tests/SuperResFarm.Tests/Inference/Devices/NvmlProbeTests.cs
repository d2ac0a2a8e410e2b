using System.Runtime.CompilerServices;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Native;

namespace SuperResFarm.Tests.Inference.Devices;

public class NvmlProbeTests
{
    [Fact]
    public void List_WholeGpus_TellsTheirFacts()
    {
        var nvml = new ScriptedNvml { Uuids = ["GPU-a", "GPU-b"], Gpus = 2 };
        using (var probe = new NvmlProbe(nvml))
        {
            var found = probe.List();
            Assert.Equal(("580.1", "13.1", null), (found.Driver, found.Cuda, found.Fault));
            Assert.Equal(["GPU-a", "GPU-b"], found.Gpus.Select(gpu => gpu.Uuid));
            Assert.Equal(("Card GPU-b", "00000000:02:00.0", 10_000_000_000, false), (found.Gpus[1].Name, found.Gpus[1].PciBusId, found.Gpus[1].TotalBytes, found.Gpus[1].Sliced));
            Assert.Empty(found.Notes);
        }
        Assert.True(nvml.IsShutDown);
    }

    [Theory]
    [InlineData(true, 3_000_000_000)]
    [InlineData(false, 4_000_000_000)]   // an old driver knows the old question only
    public void MemoryOf_Gpu_IsAskedNow(bool modern, long free)
    {
        using var probe = new NvmlProbe(new ScriptedNvml { Uuids = ["GPU-a"], Gpus = 1, Modern = modern });
        Assert.Equal(new(10_000_000_000, free, 10_000_000_000 - free), probe.MemoryOf("GPU-a"));
    }

    [Fact]
    public void List_SlicedGpuThatKeepsItsMemoryToItself_TellsItsSlices()
    {
        var nvml = new ScriptedNvml { Uuids = ["GPU-a", "MIG-1", "MIG-2"], Gpus = 1, Sliced = true };
        nvml.Faults[("memory", "GPU-a")] = NvmlReturn.NoPermission;
        using var probe = new NvmlProbe(nvml);

        var gpu = Assert.Single(probe.List().Gpus);

        Assert.Equal((true, 0), (gpu.Sliced, gpu.TotalBytes));
        Assert.Equal([("MIG-1", 10_000_000_000), ("MIG-2", 10_000_000_000)], gpu.Slices.Select(slice => (slice.Uuid, slice.TotalBytes)));
        Assert.Equal(3_000_000_000, probe.MemoryOf("MIG-2").FreeBytes);
        Assert.Contains("says NoPermission", Assert.Throws<FarmException>(() => probe.MemoryOf("GPU-a")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("handle", NvmlReturn.NoPermission)]
    [InlineData("handle", NvmlReturn.GpuIsLost)]
    [InlineData("uuid", NvmlReturn.GpuIsLost)]
    [InlineData("place", NvmlReturn.FunctionNotFound)]
    internal void List_GpuThatDoesNotAnswer_IsLeftOutWithANote(string call, NvmlReturn says)
    {
        var nvml = new ScriptedNvml { Uuids = ["GPU-a", "GPU-b"], Gpus = 2 };
        nvml.Faults[(call, "GPU-a")] = says;
        using var probe = new NvmlProbe(nvml);
        var found = probe.List();
        Assert.Equal("GPU-b", Assert.Single(found.Gpus).Uuid);
        Assert.Equal($"The driver's GPU 0 is left out: says {says}.", Assert.Single(found.Notes));
    }

    [Theory]
    [InlineData("handle by uuid", NvmlReturn.GpuIsLost)]
    [InlineData("handle by uuid", NvmlReturn.NotFound)]
    [InlineData("memory", NvmlReturn.ResetRequired)]
    internal void MemoryOf_GpuThatWentAfterTheList_GivesTheItemBack(string call, NvmlReturn says)
    {
        var nvml = new ScriptedNvml { Uuids = ["GPU-a"], Gpus = 1 };
        using var probe = new NvmlProbe(nvml);
        var device = CudaOrder.Of(probe.List().Gpus, new(null, CudaEnvironment.ByPlace)).Devices[0];
        var memory = new DeviceMemory(probe);
        Assert.Equal(3_000_000_000, memory.FreeBytes(device));

        nvml.Faults[(call, "GPU-a")] = says;

        var fault = Assert.Throws<FarmException>(() => memory.FreeBytes(device));
        Assert.Equal((FailureCode.DeviceUnavailable, Disposition.Requeue), (fault.Code, fault.Next));
        Assert.Contains("GPU-a", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_DriverThatDoesNotStart_SaysWhy()
    {
        using var probe = new NvmlProbe(new ScriptedNvml { Uuids = [], Gpus = 0, Started = NvmlReturn.DriverNotLoaded });
        var found = probe.List();
        Assert.Empty(found.Gpus);
        Assert.Equal("the NVIDIA driver does not start: says DriverNotLoaded", found.Fault);
        Assert.Throws<FarmException>(() => probe.MemoryOf("GPU-a"));
    }

    [Fact]
    public void List_NoDriver_HasNoGpusAndNoFault()
    {
        using var probe = new NvmlProbe(null);
        var found = probe.List();
        Assert.Empty(found.Gpus);
        Assert.Equal((null, null), (found.Driver, found.Fault));
    }

    [Fact]
    public void List_ThisMachine_AnswersWithoutAFaultOrSaysWhy() => Assert.NotEqual("", NvmlProbe.OfThisMachine.List().Fault);

    [Fact]
    public void FreeBytes_Processor_IsBelowItsMemory()
    {
        var cpu = CpuDevice.Probe();
        Assert.InRange(DeviceMemory.OfThisMachine.FreeBytes(cpu), 1, cpu.TotalBytes);
    }

    [Fact]
    public void Structs_HaveTheLibrarysSizes() =>
        Assert.Equal((68, 24, 40, 0x02000028u), (Unsafe.SizeOf<NvmlPci>(), Unsafe.SizeOf<NvmlMemory>(), Unsafe.SizeOf<NvmlMemory2>(), NvmlMemory2.ThisVersion));
}
