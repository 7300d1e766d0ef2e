using System.CommandLine;
using XinRT.Soak;

var root = new RootCommand("Searches for faults with random kernels, graphs and schedules, for as long as wanted.");
foreach (var search in Searches.All) root.Add(SearchCommand.Create(search));
root.Add(ProveCommand.Create());
return root.Parse(args).Invoke();
