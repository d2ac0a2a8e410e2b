using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Inference.Providers;

public class CpuProviderTests
{
    // The large one needs 800 MB for the answer of a fourfold network alone.
    private const int Small = 32, Large = 2048;

    [Theory, InlineData(63), InlineData(4096), InlineData(0), InlineData(-1)]
    public void Create_CapOutOfRange_IsRefused(int megabytes) => Assert.Throws<ArgumentOutOfRangeException>(() => new CpuProvider(megabytes));

    [Fact]
    public Task CreateOptions_Capped_HoldsTheCapAndSurvivesIt() => OwnProcess.RunAsync(RunIntoTheCap);

    [Fact]
    public Task CreateOptions_AnotherCapInTheProcess_IsRefused() => OwnProcess.RunAsync(ClaimTwoCaps);

    // Cores of the machine must not decide what a face becomes.
    [Theory]
    [InlineData(SessionUse.Images, 1)]
    [InlineData(SessionUse.Calibration, 1)]
    [InlineData(SessionUse.Faces, 2)]
    public void CreateOptions_Use_DecidesTheThreadsOfARun(SessionUse use, int threads)
    {
        using var options = new CpuProvider().CreateOptions(use);
        Assert.Equal(threads, options.IntraOpNumThreads);
    }

    private static void RunIntoTheCap()
    {
        using var session = Session(new CpuProvider(arenaMegabytes: 64), SessionUse.Images);
        var before = Run(session, Small);
        var fault = Assert.Throws<OnnxRuntimeException>(() => Run(session, Large));
        Assert.Contains("is smaller than requested bytes of", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, Run(session, Small));
    }

    private static void ClaimTwoCaps()
    {
        Session(new CpuProvider(64), SessionUse.Images).Dispose();
        Session(new CpuProvider(64), SessionUse.Images).Dispose();
        Session(new CpuProvider(), SessionUse.Calibration).Dispose();   // has an arena of its own

        foreach (var (other, words) in new[] { (new CpuProvider(65), "cannot get a cap of 65 MB"), (new CpuProvider(), "cannot get no cap") })
        {
            var fault = Assert.Throws<FarmException>(() => Session(other, SessionUse.Images));
            Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
            Assert.Contains("a cap of 64 MB in this process already", fault.Message, StringComparison.Ordinal);
            Assert.Contains(words, fault.Message, StringComparison.Ordinal);
            Assert.Contains("Engine:ArenaMegabytes", fault.Message, StringComparison.Ordinal);
        }
    }

    private static InferenceSession Session(CpuProvider provider, SessionUse use)
    {
        using var options = provider.CreateOptions(use);
        return new InferenceSession(new ModelLibrary([]).Open("bicubic", 4).ToPlanarOnnx(), options);
    }

    private static float[] Run(InferenceSession session, int edge)
    {
        using var options = new RunOptions();
        using var image = OrtValue.CreateTensorValueFromMemory(Enumerable.Range(0, 3 * edge * edge).Select(i => i % 255 / 255f).ToArray(), [1, 3, edge, edge]);
        using var answers = session.Run(options, session.InputNames, [image], session.OutputNames);
        return answers[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
