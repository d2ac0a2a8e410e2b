using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Providers;

/// <summary>ONNX Runtime's CUDA kernels on one GPU.</summary>
/// <param name="device">The GPU.</param>
/// <param name="options">Settings.</param>
/// <param name="precision">Arithmetic.</param>
/// <param name="limitBytes">Bytes that the arena of each session may take.</param>
public sealed class CudaProvider(Device device, CudaOptions options, Precision precision, long limitBytes) : IProvider
{
    private readonly int _ordinal = device.Gpu?.Ordinal ?? throw new ArgumentException("CUDA runs on GPUs that it numbers.", nameof(device));

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public ExecutionTarget Target => ExecutionTarget.Cuda;

    /// <inheritdoc/>
    public Precision Precision => precision;

    /// <inheritdoc/>
    public string Fingerprint { get; } = $"cuda, {ProviderSettings.Lasting(options.Settings(0, 0, precision, SessionUse.Images))}, {precision}, {OnnxEnvironment.Version}";

    /// <inheritdoc/>
    public string Arena => $"gpu:{_ordinal}";

    /// <inheritdoc/>
    public bool SharesSessions => false;

    /// <returns>The same with another limit.</returns>
    /// <param name="bytes">Bytes that the arena of each session may take.</param>
    public CudaProvider WithLimit(long bytes) => new(device, options, precision, bytes);

    /// <inheritdoc/>
    /// <exception cref="FarmException">CUDA cannot be used here (<see cref="FailureCode.DeviceUnavailable"/>); the message has the remedy.</exception>
    public SessionOptions CreateOptions(SessionUse use) => ProviderFaults.Guard("CUDA", () =>
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(options.Settings(_ordinal, limitBytes, precision, use));
        return ProviderSettings.With(session => session.AppendExecutionProvider_CUDA(cuda));
    });
}
