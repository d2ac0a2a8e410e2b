using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Cli.Doctor;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;
using SuperResFarm.Tests.Inference.Upscaling;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Cli.Doctor;

/// <summary>What the engines of the whole process count is listened to, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public class DeviceFactsTests
{
    [Fact]
    public async Task Compared_EachDeviceButTheProcessor_HasALine()
    {
        var (rows, exitCode) = await DeviceFacts.ComparedAsync([new CpuProvider(), new PretendedGpu("One"), new PretendedGpu("Two")], CancellationToken.None);
        Assert.Equal(ExitCodes.Good, exitCode);
        Assert.Equal(2, rows.Count);
        Assert.Matches("^One: a tile of 96x80 .* allowed 1 level$", rows[0].Item2);
    }

    [Fact]
    public async Task Compared_DeviceThatCannotCompute_IsNotGood()
    {
        var (rows, exitCode) = await DeviceFacts.ComparedAsync([new BrokenGpu()], CancellationToken.None);
        Assert.Equal(ExitCodes.Environment, exitCode);
        Assert.Contains("its driver is too old: 'superres doctor --accept' tells more", Assert.Single(rows).Item2, StringComparison.Ordinal);
    }

    private sealed class BrokenGpu : IProvider
    {
        public Device Device { get; } = new(DeviceKind.Gpu, "Broken", 1, 1_000_000_000);

        public ExecutionTarget Target => ExecutionTarget.Cuda;

        public Precision Precision => Precision.Single;

        public string Fingerprint => "broken";

        public string Arena => "gpu:0";

        public bool SharesSessions => false;

        public SessionOptions CreateOptions(SessionUse use) => throw FarmException.Rejected(FailureCode.DeviceUnavailable, "It cannot be used: its driver is too old.");
    }
}
