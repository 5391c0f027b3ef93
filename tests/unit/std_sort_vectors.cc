// Writes how std::sort of libstdc++ orders elements with equal keys.
//
// Input: a line of whitespace-separated integer keys per case. Output: per case the original places in sorted order.
// std_sort_vectors.txt holds cases and answers in turn; it was made with g++ 12.2.0 (Debian 12.2.0-14+deb12u1), -O2.
#include <algorithm>
#include <iostream>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

int main()
{
   for (std::string line; std::getline(std::cin, line);)
   {
      std::istringstream words(line);
      std::vector<int> keys;
      for (int key; words >> key;)
         keys.push_back(key);
      std::vector<int> order(keys.size());
      std::iota(order.begin(), order.end(), 0);
      std::sort(order.begin(), order.end(), [&keys](int a, int b) { return keys[a] < keys[b]; });
      for (int place : order)
         std::cout << place << ' ';
      std::cout << '\n';
   }
}
