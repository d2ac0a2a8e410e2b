using SuperResFarm.Training;

return await TrainProgram.RunAsync(args);
