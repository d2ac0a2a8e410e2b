using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Inference.Choosing;

/// <summary>Tries a provider on a network of one layer: libraries and drivers that do not fit are found here, and not at the first image.</summary>
internal static class ProviderTrial
{
    private const int Edge = 8, Scale = 2;

    /// <exception cref="FarmException">It does not work (<see cref="FailureCode.DeviceUnavailable"/>); the message has the remedy.</exception>
    public static void Run(IProvider provider)
    {
        var answer = ProviderFaults.Guard($"{provider.Device.Name}", () =>
        {
            using var options = provider.CreateOptions(SessionUse.Calibration);
            using var session = new InferenceSession(new ModelLibrary([]).Open("bicubic", Scale).ToPlanarOnnx(), options);
            using var image = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(0.5f, 3 * Edge * Edge).ToArray(), [1, 3, Edge, Edge]);
            using var run = new RunOptions();
            using var answers = session.Run(run, session.InputNames, [image], session.OutputNames);
            return answers[0].GetTensorDataAsSpan<float>().ToArray();
        });
        // A plain picture stays one.
        if (answer.Length != 3 * Edge * Edge * Scale * Scale || Array.Exists(answer, sample => Math.Abs(sample - 0.5f) > 0.01f))
            throw FarmException.Rejected(FailureCode.DeviceUnavailable, $"{provider.Device.Name} computes wrong results: see 'superres doctor', and update its driver.");
    }
}
