using System.Text.RegularExpressions;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>Faces by a real farm, with the real detector and a small restorer of random weights.</summary>
public sealed class FaceJobTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] _faces = ["-n", "bicubic", "-s", "2", "-f", "png", "--face-model", "mine", "--accept-licence"];

    private readonly Workplace _work = new();
    private RealFarm? _farm;

    public async Task InitializeAsync()
    {
        if (TestData.Root is null)
            return;
        _work.Copy(TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg"), "photo.jpg");
        _work.Copy(TestData.PathOf("parity/gfpgan_64.pth"), "nets/mine.pth");
        _work.Copy(TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"), "nets/detection_mobilenet0.25_Final.pth");
        _work.Variables["SUPERRES_MODELS"] = _work["nets"];
        _farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync()
    {
        if (_farm is not null)
            await _farm.DisposeAsync();
    }

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Submit_FaceOptions_GiveWhatUpscaleGives()
    {
        (await _work.RunAsync(["upscale", "photo.jpg", "-o", "here", "-w", "0.5", .. _faces])).Exits(0);
        var submitted = (await _work.RunAsync(["submit", "photo.jpg", "-o", "fetched", "-w", "0.5", .. _faces])).Exits(0);
        var fetched = Directory.GetFiles(_work["fetched"], "*.png", SearchOption.AllDirectories);
        Assert.Equal(File.ReadAllBytes(_work["here/photo.png"]), File.ReadAllBytes(Assert.Single(fetched)));

        var id = Regex.Match(submitted.Out, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").Value;
        var faces = new JsonLines((await _work.RunAsync("report", id)).Exits(0).Out).All.Single()["result"]!["faces"]!;
        Assert.Equal(("mine", 0.5, 2, 2, true), ((string)faces["model"]!, (double)faces["weight"]!, (int)faces["found"]!, (int)faces["restored"]!, (bool)faces["synthesised"]!));
        Assert.Contains("StyleGAN2", (string)faces["acceptedTerms"]![0]!, StringComparison.Ordinal);
        Assert.Equal([423, 74, 592, 322], faces["faces"]![0]!["box"]!.AsArray().Select(side => Math.Round((double)side!)));
        var told = (await _work.RunAsync("jobs", id)).Exits(0).Out;   // in lines of a table
        Assert.All(["--face_enhance", "--face-model mine", "--weight 0.5", "--accept-licence"], option => Assert.Contains(option, told, StringComparison.Ordinal));
    }

    [DataTheory]
    [InlineData("--accept-licence", "StyleGAN2", "--face-model", "mine")]
    [InlineData("--face_enhance", "the fidelity evidence", "--face-model", "mine", "--accept-licence", "--fidelity", "evidence")]
    [InlineData("--face-model", "there is no model 'GFPGANv1.4' here, which restores faces", "--face_enhance", "--accept-licence")]
    [InlineData("--face-detector", "is not one that finds faces", "--face-model", "mine", "--face-detector", "bicubic", "--accept-licence")]
    [InlineData("--weight", "must be 0", "--face_enhance", "--weight", "1.5")]
    public async Task Submit_WhatAFarmRefuses_NamesTheOption(string option, string said, params string[] options)
    {
        var ended = await _work.RunAsync(["submit", "s3://in/a.png", "-o", "s3://out/", "-n", "bicubic", .. options]);
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains(option, ended.Error, StringComparison.Ordinal);
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
    }
}
