Console.WriteLine("superres");
