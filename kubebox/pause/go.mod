module keystone-conformance/kubebox/pause

go 1.26.0
