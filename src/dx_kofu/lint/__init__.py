"""What is proven of rule files beyond their shape: that their rules agree, and that their sources say what they cite."""
