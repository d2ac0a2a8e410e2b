using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Tests.Inference.Upscaling;

/// <summary>The processor under the name of a GPU with memory of its own, so that all that is done for GPUs is done.</summary>
internal sealed class PretendedGpu(string name = "Pretended GPU", long bytes = 4_000_000_000) : IProvider
{
    private readonly CpuProvider _processor = new();

    public Device Device { get; } = new(DeviceKind.Gpu, name, Places: 2, bytes);

    public ExecutionTarget Target => _processor.Target;

    public Precision Precision => Precision.Single;

    public string Fingerprint => $"pretended, {_processor.Fingerprint}";

    public string Arena => _processor.Arena;

    public bool SharesSessions => false;

    public SessionOptions CreateOptions(SessionUse use) => _processor.CreateOptions(use);
}
