using NetVips;

namespace SuperResFarm.EndToEndTests;

/// <summary>Faces, with the real detector and a small restorer of random weights.</summary>
public sealed class FaceTests : IDisposable
{
    private readonly Workplace _work = new();

    public FaceTests()
    {
        if (TestData.Root is null)
            return;
        _work.Copy(TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg"), "photo.jpg");
        _work.Copy(TestData.PathOf("parity/gfpgan_64.pth"), "nets/mine.pth");
        _work.Copy(TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"), "nets/detection_mobilenet0.25_Final.pth");
    }

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Upscale_FaceEnhance_ListsEachFaceAndWhatWasAccepted()
    {
        var events = (await FacesAsync("--face_enhance", "-w", "0.5", "--json-events")).Exits(0).Events;
        var item = events.Items.Single();
        Assert.Equal([(1, 2), (2, 2)], events.Of("progressed").Where(line => line["ofFaces"] is not null).Select(line => ((int)line["faces"]!, (int)line["ofFaces"]!)).Order());
        var faces = item["faces"]!;
        Assert.Equal(("mine", "detection_mobilenet0.25_Final", 0.5, 2), ((string)faces["model"]!, (string)faces["detector"]!, (double)faces["weight"]!, (int)faces["found"]!));
        Assert.Contains("StyleGAN2", (string)faces["acceptedTerms"]![0]!);
        Assert.All(faces["faces"]!.AsArray(), face => Assert.InRange((double)face!["eyeDistance"]!, 60, 90));
        Assert.All(faces["faces"]!.AsArray(), face => Assert.InRange((double)face!["score"]!, 0.97, 1));
        Assert.Equal([423, 74, 592, 322], faces["faces"]![0]!["box"]!.AsArray().Select(side => Math.Round((double)side!)));
    }

    [DataFact]
    public async Task Upscale_SecondRun_SkipsUnlessTheWeightChanges()
    {
        (await FacesAsync("--face_enhance")).Exits(0);
        Assert.Contains("skipped", (await FacesAsync("--face_enhance")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Contains("2 faces made by mine", (await FacesAsync("--face_enhance", "-w", "0.9")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Contains("2 faces left as enlarged", (await FacesAsync("--face_enhance", "-w", "0")).Exits(0).Out, StringComparison.Ordinal);
    }

    [DataFact]
    public async Task Upscale_NoFaceAndNoWeight_AreThePlainBytes()
    {
        _work.Draw("waves.png");
        (await _work.RunAsync("upscale", "waves.png", "photo.jpg", "-n", "bicubic", "-s", "2", "-o", "plain")).Exits(0);
        (await _work.RunAsync("upscale", "waves.png", "photo.jpg", "-m", "nets", "-n", "bicubic", "-s", "2", "-o", "faces", "--face-model", "mine", "--accept-licence", "-w", "0")).Exits(0);
        foreach (var name in new[] { "waves.png", "photo.jpg" })
            Assert.Equal(File.ReadAllBytes(_work[$"plain/{name}"]), File.ReadAllBytes(_work[$"faces/{name}"]));
    }

    [DataFact]
    public async Task Upscale_BackgroundNone_ChangesNothingButFaces()
    {
        var item = (await _work.RunAsync("upscale", "photo.jpg", "-m", "nets", "-f", "png", "--face-model", "mine", "--accept-licence", "--bg_upsampler", "none", "--json-events")).Exits(0).Events.Items.Single();
        Assert.Equal((700, 464), Picture.SizeOf(_work["out/photo.png"]));
        byte[] before = Picture.Samples(_work["photo.jpg"]), after = Picture.Samples(_work["out/photo.png"]);
        Assert.Equal(before[(3 * 700 * 400)..], after[(3 * 700 * 400)..]);   // below both faces
        var area = item["faces"]!["faces"]![0]!["area"]!.AsArray().Select(side => (int)side!).ToArray();
        var middle = 3 * (((area[1] + (area[3] / 2)) * 700) + area[0] + (area[2] / 2));
        Assert.NotEqual(before[middle..(middle + 30)], after[middle..(middle + 30)]);
    }

    [DataFact]
    public async Task Upscale_Aligned_RestoresTheWholeFace()
    {
        using (var face = Image.Thumbnail(TestData.PathOf("inputs/gfpgan/cropped/Adele_crop.png"), 64))
            face.WriteToFile(_work["face.png"]);
        foreach (var (folder, weight) in new[] { ("none", "0"), ("all", "1") })
            (await _work.RunAsync("upscale", "face.png", "-m", "nets", "-o", folder, "--face-model", "mine", "--accept-licence", "--aligned", "-w", weight)).Exits(0);
        Assert.Equal(Picture.Samples(_work["face.png"]), Picture.Samples(_work["none/face.png"]));
        Assert.Equal((64, 64), Picture.SizeOf(_work["all/face.png"]));
        Assert.NotEqual(Picture.Samples(_work["face.png"]), Picture.Samples(_work["all/face.png"]));
    }

    [DataFact]
    public async Task Upscale_DebugFaces_DrawsThem()
    {
        (await FacesAsync("--face_enhance", "--debug-faces", "look")).Exits(0);
        Assert.Equal(
            ["photo.jpg-face00-aligned.png", "photo.jpg-face00-mask.png", "photo.jpg-face00-restored.png", "photo.jpg-face01-aligned.png", "photo.jpg-face01-mask.png", "photo.jpg-face01-restored.png", "photo.jpg-faces.png"],
            _work.EverythingIn("look"));
    }

    [DataTheory]
    [InlineData("StyleGAN2", "--face_enhance")]
    [InlineData("allows classical, psnr only", "--face_enhance", "--accept-licence", "--fidelity", "evidence")]
    [InlineData("give 0", "--face_enhance", "--accept-licence", "-w", "2")]
    [InlineData("give 1 to 1000", "--face_enhance", "--accept-licence", "--max-faces", "0")]
    [InlineData("does not restore faces", "--accept-licence", "--face-model", "detection_mobilenet0.25_Final")]
    public async Task Upscale_WhatCannotBe_IsRefusedWithTheRemedy(string said, params string[] options)
    {
        string[] model = options.Contains("--face-model") ? [] : ["--face-model", "mine"];
        var ended = await _work.RunAsync(["upscale", "photo.jpg", "-m", "nets", "-n", "bicubic", .. model, .. options]);
        Assert.NotEqual(0, ended.ExitCode);
        ended.SaysInOneLine(said);
        Assert.Empty(_work.FilesIn("out"));
    }

    [Theory]
    [InlineData("--bg_upsampler and -n", "-n", "bicubic", "--bg_upsampler", "lanczos", "--face_enhance")]
    [InlineData("add --face_enhance", "-w", "0.5")]
    [InlineData("1.3, 1.4, RestoreFormer", "--version", "9")]
    [InlineData("--version and --face-model", "-v", "1.3", "--face-model", "mine")]
    [InlineData("'GFPGANv1.3'", "-v", "1.3")]
    [InlineData("'RestoreFormer'", "-v", "RestoreFormer")]
    [InlineData("leave out one", "--aligned", "--only_center_face")]
    public async Task Upscale_WrongOptions_AreNamed(string said, params string[] options)
    {
        _work.Draw("a.png");
        var ended = await _work.RunAsync(["upscale", "a.png", .. options]);
        Assert.NotEqual(0, ended.ExitCode);
        ended.SaysInOneLine(said);
    }

    private Task<Ended> FacesAsync(params string[] options) =>
        _work.RunAsync(["upscale", "photo.jpg", "-m", "nets", "-n", "bicubic", "-s", "2", "--face-model", "mine", "--accept-licence", .. options]);
}
