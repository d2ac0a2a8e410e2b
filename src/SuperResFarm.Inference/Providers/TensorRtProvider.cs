using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Providers;

/// <summary>TensorRT on one GPU; CUDA runs what it leaves.</summary>
/// <param name="device">The GPU.</param>
/// <param name="options">Settings of TensorRT.</param>
/// <param name="cudaOptions">Settings of CUDA.</param>
/// <param name="precision">Arithmetic.</param>
/// <param name="limitBytes">Bytes that the arena of each session may take.</param>
public sealed class TensorRtProvider(Device device, TensorRtOptions options, CudaOptions cudaOptions, Precision precision, long limitBytes) : IProvider
{
    private readonly int _ordinal = device.Gpu?.Ordinal ?? throw new ArgumentException("TensorRT runs on GPUs that CUDA numbers.", nameof(device));

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public ExecutionTarget Target => ExecutionTarget.TensorRt;

    /// <inheritdoc/>
    public Precision Precision => precision;

    /// <inheritdoc/>
    public string Fingerprint { get; } =
        $"tensorrt, {ProviderSettings.Lasting(options.Settings(0, precision, null))}, {ProviderSettings.Lasting(cudaOptions.Settings(0, 0, precision, SessionUse.Images))}, {precision}, {OnnxEnvironment.Version}";

    /// <inheritdoc/>
    public string Arena => $"gpu:{_ordinal}";

    /// <inheritdoc/>
    public bool SharesSessions => false;

    /// <summary>Sizes of tiles for the sessions made from now on; null, the default: TensorRT builds an engine for the first tile that comes and
    /// another when one does not fit, which takes minutes each time. To be set to the shape of the plan before sessions for images are made.</summary>
    public TensorRtProfile? Profile { get; set; }

    /// <inheritdoc/>
    /// <exception cref="FarmException">TensorRT or CUDA cannot be used here (<see cref="FailureCode.DeviceUnavailable"/>); the message has the remedy.</exception>
    public SessionOptions CreateOptions(SessionUse use) => ProviderFaults.Guard("TensorRT", () =>
    {
        var settings = options.Settings(_ordinal, precision, Profile);
        Directory.CreateDirectory(settings["trt_engine_cache_path"]);
        using var tensorRt = new OrtTensorRTProviderOptions();
        tensorRt.UpdateOptions(settings);
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(cudaOptions.Settings(_ordinal, limitBytes, precision, use));
        return ProviderSettings.With(session =>
        {
            session.AppendExecutionProvider_Tensorrt(tensorRt);
            session.AppendExecutionProvider_CUDA(cuda);
        });
    });
}
