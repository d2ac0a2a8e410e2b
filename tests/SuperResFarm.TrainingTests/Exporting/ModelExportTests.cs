using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Exporting;
using SuperResFarm.Training.Running;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Exporting;

public sealed class ModelExportTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [TorchFact]
    public void All_TrainedNetwork_IsTheSameNetworkInTheFarm()
    {
        var settings = new RunSettings { Data = ["/somewhere/leaves"], Model = "compact:12,3", Scale = 3 };
        using var state = RunSetup.Begin(settings, torch.CPU);
        Directory.CreateDirectory(_temp["out"]);
        var order = new ExportOrder("mine", _temp["out"], "MIT", null);
        var network = ModelExport.All(settings, state, order);
        Assert.Equal(("mine", "Compact", 3, Fidelity.Psnr), (network.Card.Name, network.Card.Architecture, network.Card.Scale, network.Card.Fidelity));

        var values = Enumerable.Range(0, 3 * 20 * 17).Select(i => (i * 37 % 101) / 100f).ToArray();
        using var wanted = state.Network.Forward(torch.tensor(values, [1, 3, 17, 20]));
        Assert.Equal(wanted.data<float>().ToArray(), RunFile(order.File(".onnx"), values, 17, 20), (a, b) => Math.Abs(a - b) < 1e-5);

        Assert.Equal(wanted.data<float>().ToArray(), RunFile(order.File("-fp16.onnx"), values, 17, 20), (a, b) => Math.Abs(a - b) < 4e-3);

        var library = new ModelLibrary([_temp["out"]]);
        Assert.Equal((Fidelity.Psnr, "MIT"), (library.Open("mine").Card.Fidelity, library.Open("mine").Card.Licence));
        Assert.Equal((Fidelity.Psnr, "MIT"), (library.Open("mine-fp16").Card.Fidelity, library.Open("mine-fp16").Card.Licence));
        using var card = JsonDocument.Parse(File.ReadAllText(order.File(".json")));
        Assert.Equal("leaves", card.RootElement.GetProperty("training").GetProperty("data")[0].GetString());
        Assert.DoesNotContain("somewhere", File.ReadAllText(order.File(".json")), StringComparison.Ordinal);
    }

    private static float[] RunFile(string path, float[] values, int height, int width)
    {
        using var session = new InferenceSession(path);
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, 3, height, width]);
        using var outputs = session.Run(options, ["input"], [input], ["output"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
