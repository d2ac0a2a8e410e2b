using System.Globalization;
using SuperResFarm.Contracts.Failures;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>Where tensors live.</summary>
internal static class TorchDevice
{
    /// <returns>Whether the text names a device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</returns>
    public static bool Names(string text) => text is "cpu" or "cuda" || Ordinal(text) is not null;

    /// <summary>Loads the library and finds the device.</summary>
    /// <param name="text">As <see cref="Names"/> accepts it.</param>
    /// <param name="threads">Of the processor.</param>
    /// <exception cref="FarmException">DeviceUnavailable: the library cannot be loaded, was built without CUDA, or there is no such GPU.</exception>
    public static torch.Device Open(string text, int threads)
    {
        try
        {
            torch.set_num_threads(threads);
            if (text == "cpu")
                return torch.CPU;
            var ordinal = Ordinal(text) ?? 0;
            if (!torch.cuda.is_available())
                throw Missing($"--device {text}: there is no NVIDIA GPU, or this program was built without CUDA (build it with '-p:Accelerator=cuda').");
            return ordinal < torch.cuda.device_count()
                ? torch.device($"cuda:{ordinal}")
                : throw Missing($"--device {text}: this machine has {torch.cuda.device_count()} GPUs, counted from 0.");
        }
        catch (Exception fault) when (fault is TypeInitializationException or DllNotFoundException or NotSupportedException or FileNotFoundException)
        {
            throw Missing(
                "The library of TorchSharp cannot be loaded; it needs a C++ library as new as that of GCC 13.2 (Ubuntu 24.04, Debian 13). On Debian 12 run "
                + "'tests/torchsharp-debian12.sh' with the folder of this program.", fault);
        }
    }

    private static int? Ordinal(string text) =>
        text.Split(':') is ["cuda", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : null;

    private static FarmException Missing(string message, Exception? cause = null) => FarmException.Rejected(FailureCode.DeviceUnavailable, message, cause);
}
