using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>Faces by a worker, with the real detector and a small restorer of random weights.</summary>
public sealed class FaceTests : IAsyncLifetime
{
    private static readonly FaceParameters _faces = new() { Model = "mine", AcceptLicence = true };

    private TestWorker _worker = null!;   // started before any test runs

    public async Task InitializeAsync()
    {
        _worker = await TestWorker.StartAsync();
        if (TestData.Root is null)
            return;
        Directory.CreateDirectory(_worker["models"]);
        File.Copy(TestData.PathOf("parity/gfpgan_64.pth"), Path.Combine(_worker["models"], "mine.pth"));
        File.Copy(TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"), Path.Combine(_worker["models"], $"{FaceParameters.UsualDetector}.pth"));
        await _worker.PutFileAsync("in/photo.jpg", TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg"));
    }

    public Task DisposeAsync() => _worker.DisposeAsync().AsTask();

    [DataFact]
    public async Task Item_WithFaces_ListsThemAndWhatWasAccepted()
    {
        var result = await _worker.ResultOfAsync(Order("out/a.png", _faces with { Weight = 0.5 }));
        var faces = result.Faces!;
        Assert.Equal(("mine", FaceParameters.UsualDetector, null, 0.5, 2, 2, true), (faces.Model, faces.Detector, faces.Parser, faces.Weight, faces.Found, faces.Restored, faces.Synthesised));
        Assert.Contains("StyleGAN2", Assert.Single(faces.AcceptedTerms!), StringComparison.Ordinal);
        Assert.Equal([423, 74, 592, 322], faces.Faces[0].Box!.Select(side => Math.Round(side)));
        Assert.All(faces.Faces, face => Assert.True(face is { Score: > 0.97, EyeDistance: > 60, Weight: 0.5, Area: [_, _, > 100, > 100] }));
        Assert.Equal("face", result.ModelFidelity);
        Assert.True(result.Stages?.Faces > 0 && result.DeviceSeconds > 0);
        var names = new NamedModels("bicubic", Faces: new("mine", FaceParameters.UsualDetector, null));
        Assert.Equal(new ModelLibrary([_worker["models"]]).FingerprintOf(names), result.ModelSha256);
    }

    [DataFact]
    public async Task Item_OfAnEqualResult_TellsTheFacesAgain()
    {
        var first = await _worker.ResultOfAsync(Order("out/a.png", _faces with { Weight = 0.5 }));
        var again = await _worker.ResultOfAsync(Order("out/a.png", _faces with { Weight = 0.5 }));
        Assert.Equal((true, 0.5), (again.Adopted, again.Faces?.Weight));
        Assert.Equivalent(first.Faces! with { Seconds = 0 }, again.Faces, strict: true);
        Assert.Equal((first.Sha256, first.ModelFidelity, first.ModelSha256), (again.Sha256, again.ModelFidelity, again.ModelSha256));
    }

    [DataFact]
    public async Task Item_OtherWeightOrNoFaces_IsAnotherResult()
    {
        var plain = await _worker.ResultOfAsync(Order("out/a.png", null));
        var all = await _worker.ResultOfAsync(Order("out/a.png", _faces));
        var half = await _worker.ResultOfAsync(Order("out/a.png", _faces with { Weight = 0.5 }));
        var none = await _worker.ResultOfAsync(Order("out/a.png", _faces with { Weight = 0 }));
        var without = await _worker.ResultOfAsync(Order("out/a.png", _faces with { Enhance = false }));
        Assert.All([all, half, none, without], result => Assert.False(result.Adopted));
        Assert.Equal(3, new[] { plain, all, half }.Select(result => result.Sha256).Distinct().Count());
        Assert.Equal([plain.Sha256, plain.Sha256], new[] { none, without }.Select(result => result.Sha256));
        Assert.Equal((2, false, "classical"), (none.Faces!.Restored, none.Faces.Synthesised, none.ModelFidelity));
        Assert.Null(without.Faces);
    }

    [DataFact]
    public async Task Item_BytesOfAFarm_AreThoseOfTheCommand()
    {
        var result = await _worker.ResultOfAsync(Order("out/a.png", _faces));
        var local = await LocalPipeline.ResultOfAsync([_worker["models"]], TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg"), new()
        {
            Model = "bicubic",
            OutScale = 2,
            Format = ImageFormat.Png,
            Faces = FaceSettings.Of(_faces),
        });
        Assert.Equal(FileHash.Sha256(local), result.Sha256);
        Assert.Equal(local, await _worker.GetAsync("out/a.png"));
    }

    [DataFact]
    public async Task Item_ModelOfFacesMissing_IsLeftToOtherWorkers()
    {
        foreach (var (faces, missing) in new[] { (_faces with { Model = null, Version = "1.3" }, "GFPGANv1.3"), (_faces with { Detector = "finder" }, "finder"), (_faces with { Parser = "parser" }, "parser") })
        {
            var failed = await _worker.FailureOfAsync(Order("out/a.png", faces));
            Assert.Equal((FailureCode.ModelUnknown, Disposition.Retry), (failed.Code, failed.Next));
            Assert.Contains($"'{missing}', which faces need", failed.Message, StringComparison.Ordinal);
        }
    }

    [DataFact]
    public async Task Item_ModelOfFacesBecomesAnother_IsMadeByTheNewOne()
    {
        var first = await _worker.ResultOfAsync(Order("out/a.png", _faces));
        File.Copy(TestData.PathOf("parity/gfpgan_128.pth"), Path.Combine(_worker["models"], "mine.pth"), overwrite: true);
        var pinned = Order("out/a.png", _faces);
        var refused = await _worker.FailureOfAsync(pinned with { Parameters = pinned.Parameters with { ModelSha256 = new('a', 64) } });   // which looks at the files again
        Assert.Equal((FailureCode.ModelInvalid, Disposition.Retry), (refused.Code, refused.Next));
        var names = new NamedModels("bicubic", Faces: new("mine", FaceParameters.UsualDetector, null));
        var now = new ModelLibrary([_worker["models"]]).FingerprintOf(names);
        var second = await _worker.ResultOfAsync(pinned with { Attempt = 2, Parameters = pinned.Parameters with { ModelSha256 = now } });
        Assert.Equal((false, now), (second.Adopted, second.ModelSha256));
        Assert.NotEqual((first.Sha256, first.Faces!.ModelSha256), (second.Sha256, second.Faces!.ModelSha256));
    }

    [DataFact]
    public async Task Item_WhatCannotBe_IsRefused()
    {
        await RefusedAsync(FailureCode.LicenceNotAccepted, "StyleGAN2", Order("out/a.png", _faces with { AcceptLicence = null }));
        await RefusedAsync(FailureCode.SettingsInvalid, "makes them up", Order("out/a.png", _faces, p => p with { Fidelity = FidelityLevel.Evidence }));
        await RefusedAsync(FailureCode.SettingsInvalid, "faces/weight", Order("out/a.png", _faces with { Weight = 2 }));
        await RefusedAsync(FailureCode.SettingsInvalid, "faces/model", Order("out/a.png", _faces with { Model = "/etc/passwd" }));
        await RefusedAsync(FailureCode.SettingsInvalid, "aligned face is square", Order("out/a.png", _faces with { Aligned = true }));
        Assert.Empty(_worker.FilesIn("store/bucket/out"));

        async Task RefusedAsync(FailureCode code, string said, UpscaleItem item)
        {
            var failed = await _worker.FailureOfAsync(item);
            Assert.Equal((code, Disposition.Reject), (failed.Code, failed.Next));
            Assert.Contains(said, failed.Message, StringComparison.Ordinal);
        }
    }

    [DataFact]
    public async Task Item_RestorerThatRestoresNothing_IsNamed()
    {
        var failed = await _worker.FailureOfAsync(Order("out/a.png", _faces with { Model = FaceParameters.UsualDetector }));
        Assert.Equal(FailureCode.ModelInvalid, failed.Code);
        Assert.Contains("does not restore faces", failed.Message, StringComparison.Ordinal);
    }

    private static UpscaleItem Order(string target, FaceParameters? faces, Func<UpscaleParameters, UpscaleParameters>? with = null) =>
        TestWorker.Order("in/photo.jpg", target, with: p => with?.Invoke(p with { Faces = faces }) ?? (p with { Faces = faces }));
}
