using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;

namespace SuperResFarm.EndToEndTests;

/// <summary>Models from files: importing, looking at, checking and removing them.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Store = "home/data/superresfarm/models";

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Import_Checkpoint_IsUsedByNameFromThenOn()
    {
        _work.Draw("a.png");
        var facts = (await _work.RunAsync("models", "import", TestData.PathOf("parity/srvgg_x4.pth"), "--name", "tiny")).Exits(0).Out;
        Assert.Matches(@"name\s+│ tiny ", facts);
        Assert.Matches(@"automatic halo\s+│ \d+ pixels", facts);
        Assert.Matches("^[0-9a-f]{64}.json,[0-9a-f]{64}.onnx$", string.Join(',', _work.FilesIn(Store)));

        var ended = (await _work.RunAsync("upscale", "a.png", "-n", "tiny", "--json-events")).Exits(0);
        Assert.Equal("tiny", (string?)ended.Events.Items.Single()["model"]!["name"]);
        Assert.Equal((64, 48), Picture.SizeOf(_work["out/a.png"]));
        // The same pixels as without importing.
        (await _work.RunAsync("upscale", "a.png", "-o", "straight", "-n", TestData.PathOf("parity/srvgg_x4.pth"))).Exits(0);
        Assert.Equal(Picture.Samples(_work["straight/a.png"]), Picture.Samples(_work["out/a.png"]));
    }

    [DataFact]
    public async Task Import_HalfPrecision_IsSmallerAndLooksTheSame()
    {
        _work.Draw("a.png");
        await ImportAsync("srvgg_x4");
        var facts = (await _work.RunAsync("models", "import", TestData.PathOf("parity/srvgg_x4.pth"), "--precision", "fp16")).Exits(0).Out;
        Assert.Contains("srvgg_x4-fp16", facts, StringComparison.Ordinal);
        Assert.Contains("16-bit floats", facts, StringComparison.Ordinal);
        var listed = await ListAsync();
        Assert.True((long)listed["srvgg_x4-fp16"]["bytes"]! < 0.7 * (long)listed["srvgg_x4"]["bytes"]!);

        (await _work.RunAsync("upscale", "a.png", "-o", "single", "-n", "srvgg_x4")).Exits(0);
        (await _work.RunAsync("upscale", "a.png", "-o", "half", "-n", "srvgg_x4-fp16")).Exits(0);
        var pairs = Picture.Samples(_work["single/a.png"]).Zip(Picture.Samples(_work["half/a.png"]));
        Assert.All(pairs, pair => Assert.InRange(pair.First - pair.Second, -2, 2));
    }

    [DataFact]
    public async Task ListVerifyShowRemove_ImportedModel_FollowIt()
    {
        await ImportAsync("srvgg_x4");
        var row = (await ListAsync())["srvgg_x4"];
        Assert.Equal(("imported", "Compact", 4), ((string?)row["state"], (string?)row["architecture"], (int)row["scale"]!));
        Assert.Contains("1 good, 0 bad", (await _work.RunAsync("models", "verify")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Contains("Compact, enlarges images", (await _work.RunAsync("models", "show", "srvgg_x4")).Exits(0).Out, StringComparison.Ordinal);

        var file = Directory.GetFiles(_work[Store], "*.onnx").Single();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        var verified = (await _work.RunAsync("models", "verify")).Exits(3).Out;
        Assert.Contains("srvgg_x4: its content was changed", verified, StringComparison.Ordinal);
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-n", "srvgg_x4")).Exits(3).SaysInOneLine("'srvgg_x4' was changed");

        (await _work.RunAsync("models", "remove", "srvgg_x4", "nobody")).Exits(3).SaysInOneLine("no imported model 'nobody'", "srvgg_x4");
        Assert.Equal(2, _work.FilesIn(Store).Length);
        (await _work.RunAsync("models", "remove", "srvgg_x4")).Exits(0);
        Assert.Empty(_work.FilesIn(Store));
    }

    [DataTheory]
    [InlineData("nhwc-u8", typeof(byte), 3)]
    [InlineData("nhwc-u16", typeof(ushort), 3)]
    [InlineData("nhwc-f32", typeof(float), 3)]
    [InlineData("nchw-f32", typeof(float), 1)]
    public async Task Import_ToAFile_WritesAnOnnxFileAndKeepsNothing(string form, Type element, int channelAxis)
    {
        string[] arguments = ["models", "import", TestData.PathOf("parity/srvgg_x4.pth"), "--io", form, "--out", "net.onnx"];
        (await _work.RunAsync(arguments)).Exits(0);
        Assert.Equal(["net.onnx"], _work.EverythingIn("."));
        using (var session = new InferenceSession(_work["net.onnx"]))
        {
            Assert.Equal((element, 3), (session.InputMetadata["input"].ElementType, session.InputMetadata["input"].Dimensions[channelAxis]));
            Assert.Equal(element, session.OutputMetadata["output"].ElementType);
        }
        (await _work.RunAsync(arguments)).Exits(2).SaysInOneLine("there already");
    }

    [DataTheory]
    [InlineData("--precision", "fp8")]
    [InlineData("--io", "nhwc-u8")]
    [InlineData("--scale", "9")]
    [InlineData("--heads", "0")]
    [InlineData("--activation", "gelu")]
    public async Task Import_WrongOption_IsWrongUseAndKeepsNothing(string option, string value)
    {
        (await _work.RunAsync("models", "import", TestData.PathOf("parity/srvgg_x4.pth"), option, value)).Exits(2).SaysInOneLine(option);
        Assert.Empty(_work.EverythingIn("."));
    }

    [DataFact]
    public async Task Import_BadFile_IsRefusedInOneLine()
    {
        (await _work.RunAsync("models", "import", TestData.PathOf("bad_checkpoints/evil_extra.pth"))).Exits(3).SaysInOneLine("superres: ");
        (await _work.RunAsync("models", "import", "gone.pth")).Exits(2).SaysInOneLine("no file 'gone.pth'");
        Assert.Empty(_work.EverythingIn("."));
    }

    [DataFact]
    public async Task Import_NameTaken_SaysWhatToDo()
    {
        await ImportAsync("srvgg_x4");
        (await _work.RunAsync("models", "import", TestData.PathOf("parity/srvgg_x4_strided.pth"), "--name", "srvgg_x4")).Exits(2).SaysInOneLine("another model 'srvgg_x4'", "choose another name");
    }

    [DataFact]
    public async Task Import_WhatTheWeightsDoNotTell_IsAskedForAndTaken()
    {
        _work.Draw("a.png");
        (await _work.RunAsync("models", "import", TestData.PathOf("parity/srcnn_955.pth"))).Exits(3).SaysInOneLine("--scale");
        (await _work.RunAsync("models", "import", TestData.PathOf("parity/srcnn_955.pth"), "--scale", "2")).Exits(0);
        (await _work.RunAsync("upscale", "a.png", "-n", "srcnn_955")).Exits(0);
        Assert.Equal((32, 24), Picture.SizeOf(_work["out/a.png"]));
        (await _work.RunAsync("models", "import", TestData.PathOf("parity/restoreformer_64.pth"), "--heads", "4")).Exits(0);
    }

    [DataFact]
    public async Task Import_FacesUnderTerms_AreAcceptedFirstAndEnlargeNothing()
    {
        _work.Draw("a.png");
        (await _work.RunAsync("models", "import", TestData.PathOf("parity/gfpgan_64.pth"))).Exits(2).SaysInOneLine("StyleGAN2", "--accept-licence");
        Assert.Empty(_work.FilesIn(Store));
        var facts = (await _work.RunAsync("models", "import", TestData.PathOf("parity/gfpgan_64.pth"), "--accept-licence")).Exits(0).Out;
        Assert.Matches(@"terms accepted\s+│ [^│]*StyleGAN2", facts);
        (await _work.RunAsync("upscale", "a.png", "-n", "gfpgan_64")).Exits(3).SaysInOneLine("for faces");
    }

    [DataFact]
    public async Task Upscale_DenoiseStrength_ChangesTheResultAndNeedsThePartner()
    {
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-m", "none", "-n", TestData.PathOf("weights/realesr-general-x4v3.pth"), "-o", "full")).Exits(0);
        foreach (var strength in new[] { "1", "0.3", "0" })
            (await _work.RunAsync("upscale", "a.png", "-n", TestData.PathOf("weights/realesr-general-x4v3.pth"), "-dn", strength, "-o", strength)).Exits(0);
        (await _work.RunAsync("upscale", "a.png", "-n", TestData.PathOf("weights/realesr-general-wdn-x4v3.pth"), "-o", "weak")).Exits(0);
        Assert.Equal(Picture.Samples(_work["full/a.png"]), Picture.Samples(_work["1/a.png"]));
        Assert.Equal(Picture.Samples(_work["weak/a.png"]), Picture.Samples(_work["0/a.png"]));
        Assert.NotEqual(Picture.Samples(_work["full/a.png"]), Picture.Samples(_work["0.3/a.png"]));
        Assert.NotEqual(Picture.Samples(_work["weak/a.png"]), Picture.Samples(_work["0.3/a.png"]));

        _work.Copy(TestData.PathOf("weights/realesr-general-x4v3.pth"), "alone/realesr-general-x4v3.pth");
        (await _work.RunAsync("upscale", "a.png", "-m", "alone", "-n", "realesr-general-x4v3", "-dn", "0.5")).Exits(3).SaysInOneLine("realesr-general-wdn-x4v3");
        (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", "-dn", "0.5")).Exits(2).SaysInOneLine("no partner");
        (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", "-dn", "1.5")).Exits(2).SaysInOneLine("-dn");
    }

    private async Task ImportAsync(string name) => (await _work.RunAsync("models", "import", TestData.PathOf($"parity/{name}.pth"))).Exits(0);

    private async Task<Dictionary<string, JsonNode>> ListAsync() => (await _work.RunAsync("models", "list", "--json")).Exits(0).Out
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToDictionary(row => (string)row["name"]!);
}
